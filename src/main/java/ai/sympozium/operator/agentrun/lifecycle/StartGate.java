package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import java.time.Duration;
import java.util.Optional;

/**
 * Delays new runs until their creator has recorded that it created them, and the deletion of final
 * runs until it has recorded their outcome.
 */
public interface StartGate {
  /** Returns whether a run belongs to a schedule, by its name. */
  boolean isScheduled(AgentRun run);

  /** Returns when to ask again for a new run, or empty if it may be planned now. */
  Optional<Duration> delay(AgentRun run);

  /** Returns when to ask again for a final run, or empty if it may be deleted now. */
  Optional<Duration> deletionDelay(AgentRun run);
}
