package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a pack can be attached. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillPackStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Number of texts.") @Nullable Integer skillCount,
    @JsonPropertyDescription("Number of rules, both scopes.") @Nullable Integer ruleCount,
    @JsonPropertyDescription("Ready: the pack is valid and its rules are within the ceiling.")
        List<Condition> conditions) {

  public SkillPackStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
