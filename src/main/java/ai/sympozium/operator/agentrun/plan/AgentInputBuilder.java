package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.RunLimits;
import ai.sympozium.api.SidecarTool;
import ai.sympozium.api.ToolCallSpec;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.EarlierMessage;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.contract.PodContract;
import ai.sympozium.contract.RequestedCall;
import ai.sympozium.contract.SkillTool;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Selects the parts of a plan that the agent needs, and nothing else. */
public final class AgentInputBuilder {
  private AgentInputBuilder() {}

  /**
   * Builds the input.
   *
   * @param tools tools of the run, and the rules that apply to them
   */
  public static AgentInput of(RunPlan plan, AgentInput.Tools tools) {
    String namespace = plan.run().namespace();
    ToolNames names = ToolNames.of(plan.skills());
    return new AgentInput(
        plan.run().name(),
        namespace,
        plan.instance(),
        plan.task(),
        plan.systemPrompt(),
        plan.agentId(),
        plan.sessionKey(),
        model(plan.model()),
        limits(plan),
        Stream.concat(
                plan.skills().stream().map(skill -> skill(skill, namespace, names)),
                plan.texts().stream().map(AgentInputBuilder::texts))
            .toList(),
        tools,
        plan.settings().conversation().stream()
            .map(message -> new EarlierMessage(message.role(), message.content()))
            .toList(),
        EndpointContract.isRunName(plan.run().name(), plan.instance()),
        toolCall(plan.toolCall()));
  }

  private static @Nullable RequestedCall toolCall(@Nullable ToolCallSpec call) {
    return call == null
        ? null
        : new RequestedCall(call.skill(), call.name(), ToolCallCheck.arguments(call));
  }

  private static AgentInput.Limits limits(RunPlan plan) {
    RunLimits limits = plan.settings().limits();
    return new AgentInput.Limits(
        plan.timeoutSeconds(),
        limits.turns() == null ? AgentInput.Limits.DEFAULT_TURNS : limits.turns(),
        limits.tokens() == null ? AgentInput.Limits.NONE : limits.tokens(),
        limits.toolOutputChars() == null ? AgentInput.Limits.NONE : limits.toolOutputChars(),
        limits.outputTokens() == null ? AgentInput.Limits.NONE : limits.outputTokens());
  }

  private static AgentInput.Model model(RunPlan.Model model) {
    return new AgentInput.Model(
        model.provider(), model.name(), model.baseURL(), model.thinking(), model.headers());
  }

  private static AgentInput.Skill skill(PlannedSkill skill, String namespace, ToolNames names) {
    Stream<String> inNamespace =
        skill.rules().stream().map(rule -> "in namespace " + namespace + ": " + describe(rule));
    Stream<String> clusterWide =
        skill.clusterRules().stream().map(rule -> "cluster-wide: " + describe(rule));
    return new AgentInput.Skill(
        skill.name(),
        skill.container() != null,
        skill.container() != null && skill.container().ownLoop(),
        Stream.concat(inNamespace, clusterWide).toList(),
        skill.documents().stream().map(document -> document(document, skill.name())).toList(),
        ToolNames.tools(skill).stream().map(tool -> tool(tool, skill.name(), names)).toList());
  }

  private static AgentInput.Skill texts(SkillTexts texts) {
    String name = texts.configMap();
    return new AgentInput.Skill(
        name,
        false,
        List.of(),
        texts.documents().stream()
            .map(document -> document(document, PodContract.textsDirectory(name)))
            .toList());
  }

  private static SkillTool tool(SidecarTool tool, String skill, ToolNames names) {
    return new SkillTool(
        tool.name(),
        names.function(skill, tool.name()),
        tool.description(),
        tool.exec(),
        tool.subcommand(),
        SidecarTool.STDIN.equals(tool.inputMode()),
        tool.positionalArgs(),
        ToolCheck.parameters(tool));
  }

  private static AgentInput.Document document(PlannedText document, String directory) {
    String description = document.description();
    return new AgentInput.Document(
        document.name(),
        description == null ? "" : description,
        PodContract.documentPath(directory, document.name()),
        document.requiredBins(),
        document.requiredTools());
  }

  private static String describe(PolicyRule rule) {
    StringBuilder text = new StringBuilder();
    text.append(String.join(" ", rule.verbs())).append(' ');
    text.append(String.join(", ", rule.resources()));
    if (!rule.apiGroups().isEmpty() && !rule.apiGroups().equals(List.of(""))) {
      List<String> groups =
          rule.apiGroups().stream().map(group -> group.isEmpty() ? "core" : group).toList();
      text.append(" (").append(String.join(", ", groups)).append(')');
    }
    if (!rule.resourceNames().isEmpty()) {
      text.append(" only ").append(String.join(", ", rule.resourceNames()));
    }
    return text.toString();
  }
}
