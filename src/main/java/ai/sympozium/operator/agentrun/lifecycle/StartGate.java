package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;

/** Delays new runs until their creator has recorded that it created them. */
public interface StartGate {
  /** Returns whether a new run may be planned. */
  boolean isOpen(AgentRun run);
}
