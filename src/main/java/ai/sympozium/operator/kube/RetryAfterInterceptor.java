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
 * Leaves an API server that asks for a pause in peace for that long. The client reads {@code
 * Retry-After} and then tries again at its own pace; goes when it keeps to it.
 */
public final class RetryAfterInterceptor implements Interceptor {
  /** A request has ten seconds in all. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  /** The failure is passed on, only later. */
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
    Duration asked = Duration.ofSeconds(Long.parseLong(header));
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
