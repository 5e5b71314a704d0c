package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import java.time.Duration;
import java.util.Optional;

/** Delays new runs until their creator has recorded that it created them. */
public interface StartGate {
  /** Returns when to ask again for a new run, or empty if it may be planned now. */
  Optional<Duration> delay(AgentRun run);
}
