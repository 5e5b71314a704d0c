package ai.sympozium.operator.kube;

import ai.sympozium.base.BoundedMap;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds the pages of lists by bytes. The API server bounds them by number only, and a page of
 * large objects does not fit into memory. Pages grow while they are small. A page that gets too
 * large is cancelled, and the informer starts its list again with smaller pages.
 */
public final class ListPageInterceptor implements Interceptor {
  /**
   * A first page of more objects can be too large. The informer then starts again after seconds.
   */
  static final int FIRST_LIMIT = 1;

  static final long SMALL_PAGE = 512L * 1024;
  static final long MAX_PAGE = 2L * 1024 * 1024;

  /** How long lists of a kind stay short after a page that was too large. */
  private static final Duration CAUTION = Duration.ofMinutes(10);

  private static final int MAX_PATHS = 1024;

  private static final Pattern LIMIT = Pattern.compile("(?<=[?&]limit=)\\d+");
  private static final Pattern CONTINUE = Pattern.compile("[?&]continue=");
  private static final Pattern WATCH = Pattern.compile("[?&]watch=true");

  /** By the path of the list, which can contain a namespace. */
  private final Map<String, Pages> pages = BoundedMap.byAccess(MAX_PATHS);

  private final InstantSource clock;

  public ListPageInterceptor(InstantSource clock) {
    this.clock = clock;
  }

  /** The pages of one kind. Several lists of a kind can be read at the same time. */
  static final class Pages {
    private int limit = FIRST_LIMIT;
    private int maxLimit = (int) ListPages.MAX_SIZE;
    private Instant cautiousUntil = Instant.MIN;
    private long bytesOfLastPage;

    /**
     * Returns the limit of the next page.
     *
     * @param continued whether the page before was received completely
     */
    synchronized int next(boolean continued, Instant now) {
      if (!continued && now.isAfter(cautiousUntil)) {
        maxLimit = (int) ListPages.MAX_SIZE;
        limit = FIRST_LIMIT;
      } else if (continued && bytesOfLastPage < SMALL_PAGE) {
        limit = Math.min(maxLimit, limit * 2);
      } else if (continued && bytesOfLastPage > MAX_PAGE / 2) {
        limit = Math.max(1, limit / 2);
      }
      return limit;
    }

    /** Returns whether a page is too large. If so, the next ones have fewer objects. */
    synchronized boolean isTooLarge(long bytes, int objects, Instant now) {
      bytesOfLastPage = bytes;
      if (bytes <= MAX_PAGE || objects == 1) {
        return false;
      }
      maxLimit = Math.min(maxLimit, Math.max(1, objects / 4));
      limit = maxLimit;
      cautiousUntil = now.plus(CAUTION);
      return true;
    }
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (isList(request)) {
      boolean continued = CONTINUE.matcher(request.uri().toString()).find();
      builder.uri(withLimit(request.uri(), pages(request).next(continued, clock.instant())));
    }
  }

  @Override
  public AsyncBody.Consumer<List<ByteBuffer>> consumer(
      AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
    if (!isList(request)) {
      return consumer;
    }
    Pages ofKind = pages(request);
    int objects = limit(request.uri());
    AtomicLong bytes = new AtomicLong();
    return (chunk, body) -> {
      long received = bytes.addAndGet(chunk.stream().mapToInt(ByteBuffer::remaining).sum());
      if (ofKind.isTooLarge(received, objects, clock.instant())) {
        throw new PageTooLargeException(request.uri().getPath());
      }
      consumer.consume(chunk, body);
    };
  }

  private static boolean isList(HttpRequest request) {
    String query = request.uri().getRawQuery();
    return "GET".equals(request.method())
        && query != null
        && LIMIT.matcher("?" + query).find()
        && !WATCH.matcher("?" + query).find();
  }

  private Pages pages(HttpRequest request) {
    return pages.computeIfAbsent(request.uri().getPath(), path -> new Pages());
  }

  private static int limit(URI uri) {
    Matcher limit = LIMIT.matcher(uri.toString());
    return limit.find() ? Integer.parseInt(limit.group()) : 1;
  }

  static URI withLimit(URI uri, int limit) {
    return URI.create(LIMIT.matcher(uri.toString()).replaceFirst(Integer.toString(limit)));
  }
}
