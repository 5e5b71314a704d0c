package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents, a container and its permissions, attached to agents as a unit. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillPackSpec(
    @JsonPropertyDescription("Documents for the agent.") List<Skill> skills,
    @JsonPropertyDescription("Category. Shown by kubectl get.") @Nullable String category,
    @JsonPropertyDescription("Origin of the pack. Shown by kubectl get -o wide.")
        @Nullable String source,
    @JsonPropertyDescription("Version of the pack. Shown by kubectl get -o wide.")
        @Nullable String version,
    @JsonPropertyDescription("Container of the skill. Absent for packs that only have documents.")
        @Nullable SidecarSpec sidecar) {

  public SkillPackSpec {
    skills = skills == null ? List.of() : List.copyOf(skills);
  }
}
