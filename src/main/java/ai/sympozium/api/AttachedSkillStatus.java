package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One pack of an instance: whether runs can use it, and what changes for the next run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AttachedSkillStatus(
    @JsonPropertyDescription("Name of the pack.") String name,
    @JsonPropertyDescription(
            "Whether the next run gets the skill. False: the run would be refused, for the reason in"
                + " message. Absent: the pack is no longer attached.")
        @Nullable Boolean resolved,
    @JsonPropertyDescription(
            "Namespace of the pack: that of the instance, or that of the operator.")
        @Nullable String packNamespace,
    @JsonPropertyDescription("Generation of the pack.") @Nullable Long packGeneration,
    @JsonPropertyDescription(
            "Difference between the newest run of the instance and the next one: Added, Unchanged or"
                + " Removed.")
        NextRunChange nextRun,
    @JsonPropertyDescription("Why the skill is not resolved, and what to do.")
        @Nullable String message) {}
