package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Observed state of an instance, with the number of its runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SympoziumInstanceStatus(
    @JsonPropertyDescription("Generation of the spec that this status was computed from.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Number of runs of this instance.") @Nullable Long totalAgentRuns,
    @JsonPropertyDescription(
            "Number of runs of this instance that are not finished. It counts runs, not pods; the"
                + " name is kept for compatibility.")
        @Nullable Long activeAgentPods,
    @JsonPropertyDescription("Names of the attached packs, separated by commas.")
        @Nullable String skills,
    @Size(max = 32)
        @JsonPropertyDescription(
            "The attached packs: whether runs can use each, and what changes for the next run. Active"
                + " runs keep the skills that they were planned with.")
        List<AttachedSkillStatus> attachedSkills,
    @JsonPropertyDescription("UID of the pod that may deliver the instance's messages.")
        @Nullable String connectorPodUID,
    @JsonPropertyDescription("HTTP endpoint of the pack web-endpoint.")
        @Nullable EndpointStatus endpoint,
    @JsonPropertyDescription(
            "Ready: whether every pack exists and the ceiling includes its rules. ChannelsReady:"
                + " whether a connector delivers the messages of every channel. EndpointReady: whether"
                + " the HTTP endpoint accepts requests.")
        List<Condition> conditions) {

  public SympoziumInstanceStatus {
    attachedSkills = attachedSkills == null ? List.of() : List.copyOf(attachedSkills);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
