package ai.sympozium.operator.http;

import ai.sympozium.base.SharedBudget;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Limits the bytes of all bodies in memory. Until its request ends, a body exists several times: as
 * bytes, as JSON, and as a request to the API server.
 */
@ApplicationScoped
class BodyBudget {
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final Map<BodyKind, SharedBudget> budgets = new EnumMap<>(BodyKind.class);

  BodyBudget() {
    for (BodyKind kind : BodyKind.values()) {
      budgets.put(kind, kind.newBudget());
    }
  }

  /** Waits for the bytes, for a short time. Returns whether they are available. */
  boolean tryHold(BodyKind kind, String namespace, int bytes) {
    return of(kind).tryHold(namespace, bytes, MAX_WAIT);
  }

  void release(BodyKind kind, String namespace, int bytes) {
    of(kind).release(namespace, bytes);
  }

  private SharedBudget of(BodyKind kind) {
    return Objects.requireNonNull(budgets.get(kind));
  }
}
