package ai.sympozium.integration.proxy;

import java.time.Duration;
import java.util.Optional;

/** Decides what becomes of calls. Is asked by one thread, which it must not keep. */
public interface FaultRule {
  /** Lets everything pass. */
  FaultRule NONE = call -> FaultAction.PASSES;

  FaultAction fate(ProxiedRequest call);

  /** The API server has answered; the caller has not heard it yet. */
  default void answered(ProxiedRequest call) {}

  /** By how much an event of a watch comes late; empty when it is lost. */
  default Optional<Duration> lateness(ProxiedRequest watch, String event) {
    return Optional.of(Duration.ZERO);
  }
}
