package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Observed state of a pack. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillPackStatus(
    @JsonPropertyDescription("Generation of the spec that this status was computed from.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Number of documents.") @Nullable Integer skillCount,
    @JsonPropertyDescription("Number of rules in rbac and clusterRBAC.")
        @Nullable Integer ruleCount,
    @JsonPropertyDescription("Programs that the documents require.")
        @Nullable String requiredPrograms,
    @JsonPropertyDescription("Tools that the documents require.") @Nullable String requiredTools,
    @JsonPropertyDescription("Ready: whether the pack is valid and the ceiling includes its rules.")
        List<Condition> conditions) {

  public SkillPackStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
