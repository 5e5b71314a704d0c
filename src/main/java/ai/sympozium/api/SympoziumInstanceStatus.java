package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an instance can run, and what it has run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SympoziumInstanceStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Runs of this instance that are stored.")
        @Nullable Long totalAgentRuns,
    @JsonPropertyDescription(
            "Runs of this instance that are not finished. The original's name, kept for"
                + " compatibility: it counts runs, not pods.")
        @Nullable Long activeAgentPods,
    @JsonPropertyDescription("Names of the attached packs.") @Nullable String skills,
    @JsonPropertyDescription("Ready: every pack is found and within the ceiling.")
        List<Condition> conditions) {

  public SympoziumInstanceStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
