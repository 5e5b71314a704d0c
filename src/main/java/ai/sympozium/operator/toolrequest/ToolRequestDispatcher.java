package ai.sympozium.operator.toolrequest;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.operator.agentrun.lifecycle.PlanStore;
import ai.sympozium.operator.agentrun.lifecycle.RunTools;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/**
 * Passes requests of agents to their handlers. Checks the tool policy of the run again, although
 * the agent has checked it: a model may have taken over the agent's container.
 */
@ApplicationScoped
public class ToolRequestDispatcher {
  private final PlanStore plans;
  private final RunTools tools;
  private final Map<OperatorTool, ToolRequestHandler> handlers = new EnumMap<>(OperatorTool.class);
  private final ToolRequestRate rate;

  ToolRequestDispatcher(
      PlanStore plans,
      RunTools tools,
      @Any Instance<ToolRequestHandler> handlers,
      InstantSource clock) {
    this.plans = plans;
    this.tools = tools;
    this.rate = new ToolRequestRate(clock);
    handlers.forEach(handler -> this.handlers.put(handler.tool(), handler));
  }

  /**
   * Fulfils a request.
   *
   * @param toolName name of the tool, as the agent's container sent it
   * @throws ToolRequestException if the request cannot be fulfilled
   */
  public ToolAnswer dispatch(AgentRun run, String toolName, String id, ObjectNode arguments) {
    if (!rate.tryAcquire(run.getMetadata().getUid(), id)) {
      throw new ToolRequestException(
          "TooManyRequests",
          "the run has sent more than "
              + ToolRequestRate.MAX_PER_MINUTE
              + " requests to the operator within a minute",
          "Wait a minute, or continue without the tool.");
    }
    RunPlan plan = plans.find(run).orElseThrow(() -> notAvailable(toolName));
    ToolRequestHandler handler =
        OperatorTool.of(toolName)
            .filter(tool -> tools.of(plan).allows(tool))
            .map(handlers::get)
            .orElseThrow(() -> notAvailable(toolName));
    return handler.handle(new ToolRequest(run, plan, id, arguments));
  }

  private static ToolRequestException notAvailable(String tool) {
    String name = tool.length() > GatewayApi.MAX_ID_LENGTH ? "of this name" : tool;
    return new ToolRequestException(
        "ToolNotAvailable",
        "this run has no tool " + name + ", or its tool policy does not allow the tool",
        "Continue without the tool.");
  }
}
