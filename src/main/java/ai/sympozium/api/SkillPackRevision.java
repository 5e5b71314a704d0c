package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Exactly which state of which pack a run was planned with. */
public record SkillPackRevision(
    @JsonPropertyDescription("Namespace that the pack was found in.") String namespace,
    @JsonPropertyDescription("Name of the pack.") String name,
    @JsonPropertyDescription("UID of the pack.") String uid,
    @JsonPropertyDescription("Generation of the pack when the run was planned.") long generation) {}
