package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;

/** Port through which the gateway reports the completion of a run before it stores the report. */
public interface CompletionListener {
  /**
   * Returns when the permissions of the run have no effect any more, or when their revocation has
   * failed and is being retried.
   */
  void onCompletionReported(AgentRun run);

  /**
   * Reports that the report of a run is stored.
   *
   * @param result the stored result as JSON
   */
  void onReportStored(AgentRun run, String result);
}
