package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Blocks writes of a leader whose last lease renewal is too old. A leader that was suspended while
 * it started a run could otherwise grant permissions to a run that another leader has finished.
 *
 * <p>Fails closed: every write is blocked, of unknown kinds too, except for this list:
 *
 * <ul>
 *   <li>Deletions: an object that one leader may delete is unwanted for every leader.
 *   <li>Leases: their renewal is what unblocks the other writes.
 *   <li>Token requests and reviews: they change no object, and every replica makes them for the
 *       gateway.
 *   <li>Events: they report what happened and grant nothing.
 * </ul>
 *
 * <p>A replica that has never led is not blocked: its gateway stores reports and its own
 * certificates. A blocked report costs nothing, because the process is about to exit and the bridge
 * repeats its request.
 */
public final class LeaseFencingInterceptor implements Interceptor {
  private static final List<Pattern> UNFENCED =
      List.of(
          LeaseRequests.PATH,
          Pattern.compile("/api/v1/namespaces/[^/]+/serviceaccounts/[^/]+/token$"),
          Pattern.compile(
              "/apis/(authentication|authorization)\\.k8s\\.io/[^/]+/(namespaces/[^/]+/)?[a-z]+reviews$"),
          Pattern.compile("/api/v1/namespaces/[^/]+/events(/[^/]+)?$"));

  private final Duration maxRenewalAge;
  private final LongSupplier nanoTime;
  private final Runnable onLeaseLost;

  private volatile long leaseReadAt;
  private volatile long renewedAt;
  private volatile boolean hasLed;

  /**
   * Creates the interceptor.
   *
   * @param maxRenewalAge how old the last renewal may be; less than the lease, as clocks differ
   * @param onLeaseLost is called instead of sending; must not return
   */
  public LeaseFencingInterceptor(
      Duration maxRenewalAge, LongSupplier nanoTime, Runnable onLeaseLost) {
    this.maxRenewalAge = maxRenewalAge;
    this.nanoTime = nanoTime;
    this.onLeaseLost = onLeaseLost;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (isRead(request)) {
      if (isLease(request)) {
        leaseReadAt = nanoTime.getAsLong();
      }
    } else if (hasLed
        && isFenced(request)
        && nanoTime.getAsLong() - renewedAt > maxRenewalAge.toNanos()) {
      onLeaseLost.run();
    }
  }

  /** A renewal carries the time of the lease read before it, so its age counts from that read. */
  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (!isRead(request) && isLease(request) && response.isSuccessful()) {
      renewedAt = leaseReadAt;
      hasLed = true;
    }
  }

  private static boolean isRead(HttpRequest request) {
    return request.method().equals("GET");
  }

  private static boolean isLease(HttpRequest request) {
    return LeaseRequests.includes(request.uri());
  }

  private static boolean isFenced(HttpRequest request) {
    String path = request.uri().getPath();
    return !request.method().equals("DELETE")
        && UNFENCED.stream().noneMatch(pattern -> pattern.matcher(path).find());
  }
}
