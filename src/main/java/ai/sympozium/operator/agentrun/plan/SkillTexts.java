package ai.sympozium.operator.agentrun.plan;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** Texts that a run gets from a ConfigMap in its namespace. */
@RegisterForReflection
public record SkillTexts(String configMap, List<PlannedText> documents) {
  public SkillTexts {
    documents = documents == null ? List.of() : List.copyOf(documents);
  }
}
