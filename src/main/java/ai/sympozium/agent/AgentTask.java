package ai.sympozium.agent;

import ai.sympozium.contract.AgentResult;
import java.io.IOException;

/** Work of a run. */
interface AgentTask {
  /** Performs the work and returns its result. */
  AgentResult run() throws IOException, InterruptedException;

  /** Returns a result with an error, and with what the work has found so far. */
  AgentResult failed(String error);
}
