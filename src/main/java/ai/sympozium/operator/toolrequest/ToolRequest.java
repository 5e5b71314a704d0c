package ai.sympozium.operator.toolrequest;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Request of an agent. The run is authenticated; id and arguments come from the agent, so they are
 * not trusted.
 *
 * @param run the run whose agent sent the request
 * @param plan the run's plan
 * @param id the same if the bridge repeats the request, unique in the run
 * @param arguments arguments of the tool, as the model wrote them
 */
public record ToolRequest(AgentRun run, RunPlan plan, String id, ObjectNode arguments) {

  /** Returns a text that identifies the request among all requests of the cluster. */
  public String key() {
    return run.getMetadata().getUid() + "/" + id;
  }
}
