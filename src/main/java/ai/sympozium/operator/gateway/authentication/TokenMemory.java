package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.base.BoundedMap;
import io.quarkus.runtime.util.HashUtil;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers a decision about each of a bounded number of tokens for a short time. It keeps hashes,
 * because a token can be valid elsewhere.
 */
final class TokenMemory<V> {
  private final Duration lifetime;
  private final InstantSource clock;
  private final Map<String, Decision<V>> decisions;

  private record Decision<V>(V value, Instant until) {}

  /**
   * Creates a memory.
   *
   * @param max number of tokens; the oldest is forgotten for one more
   */
  TokenMemory(int max, Duration lifetime, InstantSource clock) {
    this.lifetime = lifetime;
    this.clock = clock;
    this.decisions = BoundedMap.byInsertion(max);
  }

  Optional<V> find(String token, String audience) {
    return Optional.ofNullable(decisions.get(key(token, audience)))
        .filter(decision -> clock.instant().isBefore(decision.until()))
        .map(Decision::value);
  }

  void add(String token, String audience, V value) {
    decisions.put(key(token, audience), new Decision<>(value, clock.instant().plus(lifetime)));
  }

  private static String key(String token, String audience) {
    return HashUtil.sha256(audience + "\n" + token);
  }
}
