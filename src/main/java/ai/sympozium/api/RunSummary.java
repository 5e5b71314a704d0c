package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A run in a few words, for the columns of kubectl. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunSummary(
    @JsonPropertyDescription("Names of the skills.") @Nullable String skills,
    @JsonPropertyDescription("Time from the seen end of the agent to the last right proved gone.")
        @Nullable String revocationDuration,
    @JsonPropertyDescription("Time from creation to the final phase.") @Nullable String duration) {}
