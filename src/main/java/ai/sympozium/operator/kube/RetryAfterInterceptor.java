package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Delays retries by the server's {@code Retry-After}, at most five seconds. Workaround: fabric8's
 * client retries at its own interval, see
 * https://github.com/fabric8io/kubernetes-client/issues/6366; remove when it waits for the time in
 * the header.
 */
public final class RetryAfterInterceptor implements Interceptor {
  /** A request times out after ten seconds in total. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  /** Passes the failure on after the pause. */
  @Override
  public CompletableFuture<Boolean> afterFailure(
      BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
    return CompletableFuture.supplyAsync(
        () -> false,
        CompletableFuture.delayedExecutor(
            pause(response.header("Retry-After")).toMillis(), TimeUnit.MILLISECONDS));
  }

  static Duration pause(@Nullable String header) {
    if (header == null || !SECONDS.matcher(header).matches()) {
      return Duration.ZERO;
    }
    Duration requested = Duration.ofSeconds(Long.parseLong(header));
    return requested.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : requested;
  }
}
