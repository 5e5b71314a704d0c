package ai.sympozium.agent.model.http;

import java.time.Duration;

/** Learns what the agent is waiting for, and what the model writes, to show it to users. */
@FunctionalInterface
public interface ModelListener {
  /** Called before each pause. */
  void waiting(String reason, Duration pause);

  /** Begins a message. Discards texts of an incomplete one. */
  default void messageStarted() {}

  /** The model has written more text, which can contain reasoning and secrets. */
  default void textAdded(String text) {}
}
