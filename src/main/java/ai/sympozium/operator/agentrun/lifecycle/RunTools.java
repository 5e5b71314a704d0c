package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.config.OperatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which tools a run has and which rules apply to them: from its plan and the settings of
 * the administrator. Agent and operator use the same decision.
 */
@ApplicationScoped
public class RunTools {
  private final OperatorConfig config;

  RunTools(OperatorConfig config) {
    this.config = config;
  }

  public AgentInput.Tools of(RunPlan plan) {
    return new AgentInput.Tools(
        config.fetchUrlAllow(),
        plan.settings().toolPolicies().stream()
            .map(policy -> new AgentInput.ToolPolicy(policy.allow(), policy.deny()))
            .toList(),
        operatorTools(plan),
        plan.settings().channels());
  }

  /** Returns the tools that the operator runs. Their handlers decide about each request. */
  private List<String> operatorTools(RunPlan plan) {
    List<String> tools = new ArrayList<>();
    if (config.scheduleTaskMaxPerInstance() > 0) {
      tools.add(OperatorTool.SCHEDULE_TASK.toolName());
    }
    if (!plan.settings().channels().isEmpty()) {
      tools.add(OperatorTool.SEND_CHANNEL_MESSAGE.toolName());
    }
    return tools;
  }
}
