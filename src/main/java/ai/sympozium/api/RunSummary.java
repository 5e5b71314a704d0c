package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Short texts about a run, for the columns of kubectl get. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunSummary(
    @JsonPropertyDescription("Names of the skills.") @Nullable String skills,
    @JsonPropertyDescription(
            "Time from the completion of the agent, as observed by the operator, to the verified"
                + " revocation of the last permission.")
        @Nullable String revocationDuration,
    @JsonPropertyDescription("Time from the creation of the pod to the final phase.")
        @Nullable String duration) {}
