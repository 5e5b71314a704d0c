package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillRef;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.ToolCallSpec;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Resolves the packs that a run or an instance attaches. */
public final class AttachedSkills {
  private static final String FIELD_PATH = "spec.skills";

  private AttachedSkills() {}

  /**
   * A reference to a pack.
   *
   * @param fieldPath path of the reference, for messages
   * @param duplicate whether an earlier reference names the same pack
   */
  public record Attachment(String fieldPath, SkillRef ref, boolean duplicate) {}

  /**
   * A reference to a ConfigMap with texts.
   *
   * @param fieldPath path of the reference, for messages
   */
  record TextReference(String fieldPath, String configMap) {}

  /** Returns the ConfigMaps with texts of a run: its own, or those of its instance. */
  static List<TextReference> texts(AgentRun run, SympoziumInstance instance) {
    if (run.getSpec().toolCall() != null) {
      return List.of();
    }
    List<SkillRef> refs = refs(run, instance);
    return IntStream.range(0, refs.size())
        .filter(i -> refs.get(i).isConfigMap())
        .mapToObj(i ->
            new TextReference(
                fieldPath(run) + "[" + i + "].configMapRef", refs.get(i).configMapRef()))
        .toList();
  }

  private static List<SkillRef> refs(AgentRun run, SympoziumInstance instance) {
    boolean own = !run.getSpec().skills().isEmpty();
    return own ? run.getSpec().skills() : instance.getSpec().skills();
  }

  /**
   * Returns the packs of a run: its own, or those of its instance if it has none. A run that calls
   * a tool has the pack of this tool only.
   */
  public static List<Attachment> of(AgentRun run, ClusterReader cluster) {
    if (!run.getSpec().skills().isEmpty()) {
      return ofCall(run, list(FIELD_PATH, run.getSpec().skills()));
    }
    return Optional.of(run.getSpec().instanceRef())
        .filter(ObjectNames::isObjectName)
        .flatMap(name -> cluster.instance(run.getMetadata().getNamespace(), name))
        .map(instance -> of(run, instance))
        .orElse(List.of());
  }

  /** Returns whether an instance attaches the pack of endpoints. */
  public static boolean haveEndpoint(SympoziumInstance instance) {
    return instance.getSpec().skills().stream().anyMatch(AttachedSkills::isEndpoint);
  }

  /** Returns the packs of an instance. */
  public static List<Attachment> of(SympoziumInstance instance) {
    return list(FIELD_PATH, instance.getSpec().skills());
  }

  static List<Attachment> of(AgentRun run, SympoziumInstance instance) {
    List<Attachment> attachments = list(fieldPath(run), refs(run, instance));
    return ofCall(
        run,
        run.getSpec().skills().isEmpty()
            ? attachments.stream().filter(attachment -> !isEndpoint(attachment.ref())).toList()
            : attachments);
  }

  /** A run that calls a tool has the skill of this tool only, so it gets no other permissions. */
  private static List<Attachment> ofCall(AgentRun run, List<Attachment> attachments) {
    ToolCallSpec call = run.getSpec().toolCall();
    return call == null
        ? attachments
        : attachments.stream()
            .filter(attachment -> call.skill().equals(attachment.ref().skillPackRef()))
            .toList();
  }

  /** Returns whether a reference gives its instance an endpoint. Runs get no skill of it. */
  public static boolean isEndpoint(SkillRef ref) {
    return EndpointContract.PACK.equals(ref.skillPackRef());
  }

  /** Returns the path of the list that a run's packs come from. */
  static String fieldPath(AgentRun run) {
    return run.getSpec().skills().isEmpty()
        ? "instance \"" + run.getSpec().instanceRef() + "\": " + FIELD_PATH
        : FIELD_PATH;
  }

  /** Finds a pack in a run's namespace first, then in the operator's. */
  public static Optional<SkillPack> find(String name, String namespace, SkillPackReader packs) {
    return Optional.of(name)
        .filter(ObjectNames::isPackName)
        .flatMap(n -> packs.pack(namespace, n).or(() -> packs.pack(packs.operatorNamespace(), n)));
  }

  /** Returns why a run of the namespace cannot attach the pack, if the reference is wrong. */
  public static Optional<Refused> check(
      Attachment attachment, String namespace, SkillPackReader packs) {
    try {
      require(attachment, namespace, packs);
      return Optional.empty();
    } catch (PlanRefusedException e) {
      return Optional.of(e.refused());
    }
  }

  static SkillPack require(Attachment attachment, String namespace, SkillPackReader packs) {
    String name = attachment.ref().skillPackRef();
    if (!ObjectNames.isPackName(name)) {
      throw new PlanRefusedException(
          Reason.SKILL_PACK_INVALID,
          "%s.skillPackRef: \"%s\" is not a valid pack name. %s",
          attachment.fieldPath(),
          name,
          ObjectNames.PACK_NAME_RULE);
    }
    if (attachment.duplicate()) {
      throw new PlanRefusedException(
          Reason.SKILL_PACK_DUPLICATE,
          "%s: pack \"%s\" is attached twice. Remove one of the two entries.",
          attachment.fieldPath(),
          name);
    }
    return find(name, namespace, packs)
        .orElseThrow(() ->
            new PlanRefusedException(
                Reason.SKILL_PACK_NOT_FOUND,
                "%s: SkillPack \"%s\" not found in namespace %s or %s. Create it, or attach one of:"
                    + " kubectl get skillpacks -A",
                attachment.fieldPath(),
                name,
                namespace,
                packs.operatorNamespace()));
  }

  private static List<Attachment> list(String fieldPath, List<SkillRef> refs) {
    List<Attachment> attachments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < refs.size(); i++) {
      SkillRef ref = refs.get(i);
      if (!ref.isConfigMap()) {
        attachments.add(
            new Attachment(fieldPath + "[" + i + "]", ref, !names.add(ref.skillPackRef())));
      }
    }
    return attachments;
  }
}
