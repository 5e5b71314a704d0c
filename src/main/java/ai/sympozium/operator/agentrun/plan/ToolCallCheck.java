package ai.sympozium.operator.agentrun.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.LimitedJson;
import ai.sympozium.api.SidecarTool;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.ToolCallSpec;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.RequestedCall;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Checks the tool call of a run. The agent checks the arguments with the schema of the tool: a
 * regular expression of a pack can take any time, and the pod of the run has a deadline.
 */
final class ToolCallCheck {
  private static final String TOOL_PATH = "spec.toolCall.tool";

  private ToolCallCheck() {}

  /** Returns the arguments of a call. A call without them has none. */
  static ObjectNode arguments(ToolCallSpec call) {
    if (LimitedJson.isTooLarge(call.arguments())) {
      throw invalid(
          "spec.toolCall.arguments: the arguments are larger than %s. Shorten them.",
          LimitedJson.ARGUMENTS_LIMIT);
    }
    return call.arguments() instanceof ObjectNode given ? given : JsonTrees.object();
  }

  /**
   * Checks a call before its pack is read.
   *
   * @param attachments skills of the run, of which a call has only its own
   */
  static void check(
      ToolCallSpec call, AgentRun run, SympoziumInstance instance, List<Attachment> attachments) {
    // The account of an endpoint can create runs of such names only, and any user restricts itself.
    if (EndpointContract.isRunName(run.getMetadata().getName(), run.getSpec().instanceRef())
        && !OfferedTools.isOffered(instance, call.skill(), call.name())) {
      throw invalid(
          "%s: the endpoint of instance \"%s\" does not offer %s. Add it to spec.endpoint.tools of"
              + " the instance, or call it by a run without the name of an endpoint's run.",
          TOOL_PATH, run.getSpec().instanceRef(), call.tool());
    }
    int bytes = JsonTrees.write(arguments(call)).getBytes(UTF_8).length;
    if (bytes > RequestedCall.MAX_ARGUMENTS_BYTES) {
      throw invalid(
          "spec.toolCall.arguments: the arguments have %d bytes, but at most %d are possible."
              + " Shorten them.",
          bytes, RequestedCall.MAX_ARGUMENTS_BYTES);
    }
    if (attachments.isEmpty()) {
      throw invalid(
          "%s: the run has no skill \"%s\". Use the name of a pack that it or its instance"
              + " attaches, and of a tool, for example k8s-ops/scale_deployment.",
          TOOL_PATH, call.skill());
    }
  }

  /** Checks that the skill of a call has its tool, and that all policies allow it. */
  static void check(ToolCallSpec call, List<PlannedSkill> skills, RunPlan.Settings settings) {
    List<String> tools =
        skills.stream()
            .flatMap(skill -> ToolNames.tools(skill).stream())
            .map(SidecarTool::name)
            .toList();
    if (!tools.contains(call.name())) {
      throw invalid(
          "%s: skill \"%s\" has no tool \"%s\". %s",
          TOOL_PATH,
          call.skill(),
          call.name(),
          tools.isEmpty()
              ? "Use a pack that declares tools in spec.sidecar.tools."
              : "Use one of: " + String.join(", ", tools) + ".");
    }
    boolean allowed =
        settings.toolPolicies().stream()
            .map(policy -> new AgentInput.ToolPolicy(policy.allow(), policy.deny()))
            .allMatch(policy -> policy.allows(call.skill(), call.name()));
    if (!allowed) {
      throw invalid(
          "%s: the tool policy does not allow %s. Change spec.toolPolicy of the run or"
              + " spec.agents.default.toolPolicy of the instance, or call another tool.",
          TOOL_PATH, call.tool());
    }
  }

  private static PlanRefusedException invalid(String format, Object... args) {
    return new PlanRefusedException(Reason.TOOL_CALL_INVALID, format, args);
  }
}
