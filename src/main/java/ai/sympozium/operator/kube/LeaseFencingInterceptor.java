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
 * Keeps a leader that has slept through its lease, stopped in the middle of a run's start, from
 * waking up and giving rights to a run that another leader has ended meanwhile. It stands before
 * every request: what only a leader may write is not sent when the last renewal of the lease is too
 * long ago. Deletions are not fenced: what one leader may delete is over for all of them.
 */
public final class LeaseFencingInterceptor implements Interceptor {
  private static final Pattern LEASE = Pattern.compile("/leases(/|$)");

  /** Rights, pods and what is said of runs; tokens and reports are any replica's. */
  private static final Pattern LEADERS =
      Pattern.compile(
          "/(agentruns|pods|serviceaccounts|(cluster)?role(binding)?s)(/[^/]+(/status)?)?$");

  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Runnable lost;

  private volatile long looked;
  private volatile long renewed;
  private volatile boolean held;

  /**
   * @param patience how old the last renewal may be; less than the lease, as clocks differ
   * @param lost is called instead of sending; must not return
   */
  public LeaseFencingInterceptor(Duration patience, LongSupplier nanoTime, Runnable lost) {
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.lost = lost;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    String path = request.uri().getPath();
    if (isRead(request)) {
      if (LEASE.matcher(path).find()) {
        looked = nanoTime.getAsLong();
      }
    } else if (held
        && !request.method().equals("DELETE")
        && LEADERS.matcher(path).find()
        && nanoTime.getAsLong() - renewed > patience.toNanos()) {
      lost.run();
    }
  }

  /**
   * A renewal follows a look at the lease and carries the time before it, so it counts from there.
   */
  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (!isRead(request)
        && LEASE.matcher(request.uri().getPath()).find()
        && response.isSuccessful()) {
      renewed = looked;
      held = true;
    }
  }

  private static boolean isRead(HttpRequest request) {
    return request.method().equals("GET");
  }
}
