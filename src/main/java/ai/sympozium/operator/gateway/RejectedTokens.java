package ai.sympozium.operator.gateway;

import ai.sympozium.operator.http.GatewayException;
import io.quarkus.runtime.util.HashUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers rejected tokens for a short time, so that a client that repeats one causes no token
 * reviews. Accepted tokens are not remembered: the API server decides each request, and access ends
 * with the pod.
 */
final class RejectedTokens {
  private static final int MAX = 4096;
  private static final Duration LIFETIME = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final Map<String, Rejection> rejections =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Rejection> eldest) {
          return size() > MAX;
        }
      };

  private record Rejection(GatewayException reason, Instant until) {}

  RejectedTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the reason for which a token was rejected. */
  synchronized Optional<GatewayException> find(String token, String audience) {
    return Optional.ofNullable(rejections.get(key(token, audience)))
        .filter(rejection -> clock.instant().isBefore(rejection.until()))
        .map(Rejection::reason);
  }

  synchronized void add(String token, String audience, GatewayException reason) {
    String key = key(token, audience);
    rejections.remove(key);
    rejections.put(key, new Rejection(reason, clock.instant().plus(LIFETIME)));
  }

  /** Returns a hash, because a rejected token can be valid elsewhere. */
  private static String key(String token, String audience) {
    return HashUtil.sha256(audience + "\n" + token);
  }
}
