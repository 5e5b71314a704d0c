package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.operator.agentrun.plan.AttachedSkills.TextReference;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Plans the texts that a run gets from ConfigMaps, and freezes their content. */
final class SkillTextPlanner {
  private final String namespace;
  private final ClusterReader cluster;
  private final Map<String, String> texts;
  private final Set<String> names = new HashSet<>();

  /** Creates a planner that adds the content of documents to {@code texts}. */
  SkillTextPlanner(String namespace, ClusterReader cluster, Map<String, String> texts) {
    this.namespace = namespace;
    this.cluster = cluster;
    this.texts = texts;
  }

  SkillTexts plan(TextReference reference) {
    String name = reference.configMap();
    if (!names.add(name)) {
      throw new PlanRefusedException(
          Reason.SKILL_TEXT_INVALID,
          "%s: ConfigMap \"%s\" is attached twice. Remove one of the two entries.",
          reference.fieldPath(),
          name);
    }
    Map<String, String> found =
        ObjectNames.isObjectName(name) ? cluster.markdown(namespace, name) : Map.of();
    if (found.isEmpty()) {
      throw new PlanRefusedException(
          Reason.SKILL_TEXT_INVALID,
          "%s: ConfigMap \"%s\" with a key that ends with %s not found in namespace %s. Create it,"
              + " for example: kubectl create configmap %s -n %s --from-file=text.md",
          reference.fieldPath(),
          name,
          MarkdownTexts.ENDING,
          namespace,
          name,
          namespace);
    }
    List<PlannedText> documents = new ArrayList<>();
    new TreeMap<>(found)
        .forEach((key, content) -> {
          // Both names can have 253 characters, and so can a key.
          String planKey = "text." + names.size() + "." + documents.size() + MarkdownTexts.ENDING;
          texts.put(planKey, content);
          documents.add(
              new PlannedText(
                  key.substring(0, key.length() - MarkdownTexts.ENDING.length()),
                  null,
                  planKey,
                  List.of(),
                  List.of()));
        });
    return new SkillTexts(name, documents);
  }
}
