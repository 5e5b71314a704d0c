package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.EndpointSpec;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SidecarTool;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.ToolPolicy;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Selects the tools of skills that the endpoint of an instance offers to its clients. */
public final class OfferedTools {
  private OfferedTools() {}

  /**
   * A tool that clients can call.
   *
   * @param parameters JSON schema of its parameters
   */
  public record OfferedTool(String skill, String name, String description, ObjectNode parameters) {}

  /** Returns whether an administrator allows clients of the endpoint to call a tool. */
  static boolean isOffered(SympoziumInstance instance, String skill, String tool) {
    EndpointSpec endpoint = instance.getSpec().endpoint();
    // An empty list allows nothing, unlike that of a policy.
    return endpoint != null
        && !endpoint.tools().isEmpty()
        && new AgentInput.ToolPolicy(endpoint.tools(), List.of()).allows(skill, tool);
  }

  /**
   * Returns the tools of the packs that an instance attaches, in their order. Tools that its policy
   * denies, and those of packs that do not exist or are invalid, are omitted.
   */
  public static List<OfferedTool> of(SympoziumInstance instance, SkillPackReader packs) {
    EndpointSpec endpoint = instance.getSpec().endpoint();
    if (endpoint == null || endpoint.tools().isEmpty()) {
      return List.of();
    }
    return AttachedSkills.of(instance).stream()
        .filter(attachment -> !attachment.duplicate())
        .filter(attachment -> !AttachedSkills.isEndpoint(attachment.ref()))
        .flatMap(attachment -> ofPack(attachment, instance, packs))
        .toList();
  }

  private static Stream<OfferedTool> ofPack(
      Attachment attachment, SympoziumInstance instance, SkillPackReader packs) {
    String skill = attachment.ref().skillPackRef();
    Optional<SkillPack> pack =
        AttachedSkills.find(skill, instance.getMetadata().getNamespace(), packs);
    return tools(pack.map(found -> found.getSpec().sidecar()).orElse(null))
        .filter(tool -> isOffered(instance, skill, tool.name()))
        .filter(tool -> isAllowed(instance, skill, tool.name()))
        .map(tool ->
            new OfferedTool(skill, tool.name(), tool.description(), ToolCheck.parameters(tool)));
  }

  private static Stream<SidecarTool> tools(@Nullable SidecarSpec sidecar) {
    return sidecar == null || sidecar.needsServer() || !ToolCheck.areValid(sidecar.tools())
        ? Stream.of()
        : sidecar.tools().stream();
  }

  private static boolean isAllowed(SympoziumInstance instance, String skill, String tool) {
    ToolPolicy policy = instance.getSpec().agents().defaultAgent().toolPolicy();
    return policy == null
        || new AgentInput.ToolPolicy(policy.allow(), policy.deny()).allows(skill, tool);
  }
}
