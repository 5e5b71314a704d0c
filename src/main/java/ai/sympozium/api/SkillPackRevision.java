package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Revision of the pack that a run was planned with. */
public record SkillPackRevision(
    @JsonPropertyDescription("Namespace of the pack: that of the run or that of the operator.")
        String namespace,
    @JsonPropertyDescription("Name of the pack.") String name,
    @JsonPropertyDescription("UID of the pack.") String uid,
    @JsonPropertyDescription("Generation of the pack when the run was planned.") long generation) {}
