package ai.sympozium.agent.model.http;

import java.time.Duration;

/** Learns what the agent is waiting for, to tell users. */
@FunctionalInterface
public interface WaitListener {
  /** Called before each pause. */
  void waiting(String reason, Duration pause);
}
