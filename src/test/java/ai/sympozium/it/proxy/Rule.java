package ai.sympozium.it.proxy;

import java.time.Duration;
import java.util.Optional;

/** Decides what becomes of calls. Is asked by one thread, which it must not keep. */
public interface Rule {
  /** Lets everything pass. */
  Rule NONE = call -> Fate.PASSES;

  Fate fate(Call call);

  /** The API server has answered; the caller has not heard it yet. */
  default void answered(Call call) {}

  /** By how much an event of a watch comes late; empty when it is lost. */
  default Optional<Duration> lateness(Call watch, String event) {
    return Optional.of(Duration.ZERO);
  }
}
