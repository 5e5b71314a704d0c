package ai.sympozium.integration.proxy;

import java.time.Duration;
import java.util.Optional;

/** Decides the result of calls. Called by one thread, which it must not block. */
public interface FaultRule {
  /** Lets everything pass. */
  FaultRule NONE = call -> FaultAction.PASSES;

  FaultAction fate(ProxiedRequest call);

  /** Called after the API server has answered and before the caller receives the answer. */
  default void answered(ProxiedRequest call) {}

  /** Returns the delay of a watch event; empty if the event is lost. */
  default Optional<Duration> lateness(ProxiedRequest watch, String event) {
    return Optional.of(Duration.ZERO);
  }
}
