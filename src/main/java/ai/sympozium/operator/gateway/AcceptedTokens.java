package ai.sympozium.operator.gateway;

import io.quarkus.runtime.util.HashUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the tokens of bridges that the API server has accepted, for a short time and only for
 * entries of logs. A token of a deleted pod can add entries to the log of its own run until then,
 * and nothing else.
 */
final class AcceptedTokens {
  private static final int MAX = 2048;
  private static final Duration LIFETIME = Duration.ofSeconds(60);

  private final InstantSource clock;
  private final Map<String, Acceptance> acceptances =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Acceptance> eldest) {
          return size() > MAX;
        }
      };

  private record Acceptance(AuthenticatedPod pod, Instant until) {}

  AcceptedTokens(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Optional<AuthenticatedPod> find(String token) {
    return Optional.ofNullable(acceptances.get(HashUtil.sha256(token)))
        .filter(acceptance -> clock.instant().isBefore(acceptance.until()))
        .map(Acceptance::pod);
  }

  synchronized void add(String token, AuthenticatedPod pod) {
    String key = HashUtil.sha256(token);
    acceptances.remove(key);
    acceptances.put(key, new Acceptance(pod, clock.instant().plus(LIFETIME)));
  }
}
