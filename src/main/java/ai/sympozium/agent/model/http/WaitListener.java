package ai.sympozium.agent.model.http;

import java.time.Duration;

/** Learns what the agent is waiting for, to show it to users. */
@FunctionalInterface
public interface WaitListener {
  /** Called before each pause. */
  void waiting(String reason, Duration pause);
}
