package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackRevision;
import ai.sympozium.api.SkillRequirements;
import ai.sympozium.operator.agentrun.plan.AttachedSkills.Attachment;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Plans the skills of one run and collects their texts. */
final class SkillPlanner {
  /** Leaves room for the agent's own entries in a ConfigMap of 1 MiB. */
  static final int MAX_TEXT_BYTES = 700 * 1024;

  static final String SIDECAR_PATH = "spec.sidecar";
  static final String SKILLS_PATH = "spec.skills";

  private final String namespace;
  private final ClusterReader cluster;
  private final Map<String, String> texts = new LinkedHashMap<>();

  SkillPlanner(String namespace, ClusterReader cluster) {
    this.namespace = namespace;
    this.cluster = cluster;
  }

  /** Returns the texts of the planned skills, by their key in the plan ConfigMap. */
  Map<String, String> texts() {
    return texts;
  }

  PlannedSkill plan(Attachment attachment) {
    SkillPack pack = AttachedSkills.require(attachment, namespace, cluster);
    String name = pack.getMetadata().getName();
    String packPath = attachment.fieldPath() + " (pack \"" + name + "\"): ";
    SidecarSpec sidecar = pack.getSpec().sidecar();
    RunPlan.Container container = null;
    List<PolicyRule> rules = List.of();
    List<PolicyRule> clusterRules = List.of();
    boolean needsServer = sidecar != null && sidecar.needsServer();
    if (sidecar != null && !needsServer) {
      String sidecarPath = packPath + SIDECAR_PATH;
      container =
          new SidecarPlanner(sidecar, sidecarPath, attachment.fieldPath())
              .plan(attachment.ref().params());
      rules = sidecar.rbac();
      clusterRules = sidecar.clusterRBAC();
      PermissionCheck.check(cluster.limits(namespace), sidecar, sidecarPath);
    } else if (!needsServer && !attachment.ref().params().isEmpty()) {
      throw new PlanRefusedException(
          Reason.SKILL_PACK_INVALID,
          "%s.params: pack \"%s\" has no sidecar to receive parameters. Remove params.",
          attachment.fieldPath(),
          name);
    }
    SkillPackRevision revision =
        new SkillPackRevision(
            pack.getMetadata().getNamespace(),
            name,
            pack.getMetadata().getUid(),
            pack.getMetadata().getGeneration());
    return new PlannedSkill(
        revision,
        container,
        rules,
        clusterRules,
        documents(pack, packPath + SKILLS_PATH, texts),
        needsServer);
  }

  /** Returns the documents of a pack and adds their content to {@code texts}. */
  static List<PlannedText> documents(SkillPack pack, String fieldPath, Map<String, String> texts) {
    List<PlannedText> documents = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Skill skill : pack.getSpec().skills()) {
      if (!names.add(skill.name())) {
        throw new PlanRefusedException(
            Reason.SKILL_PACK_INVALID,
            "%s[%d].name: \"%s\" is used twice. Rename one of the two skills.",
            fieldPath,
            documents.size(),
            skill.name());
      }
      String key = "skill." + pack.getMetadata().getName() + "." + skill.name() + ".md";
      texts.put(key, skill.content());
      SkillRequirements requires =
          Objects.requireNonNullElse(skill.requires(), new SkillRequirements(List.of(), List.of()));
      documents.add(
          new PlannedText(
              skill.name(), skill.description(), key, requires.bins(), requires.tools()));
    }
    return documents;
  }

  static void checkTextSize(Map<String, String> texts, String fieldPath) {
    int bytes =
        texts.values().stream().mapToInt(t -> t.getBytes(StandardCharsets.UTF_8).length).sum();
    if (bytes > MAX_TEXT_BYTES) {
      throw new PlanRefusedException(
          Reason.PLAN_TOO_LARGE,
          "%s: the skills have %d bytes of text, but at most %d fit into a plan. Attach fewer packs"
              + " or shorten their texts.",
          fieldPath,
          bytes,
          MAX_TEXT_BYTES);
    }
  }
}
