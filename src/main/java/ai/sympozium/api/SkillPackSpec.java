package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts, a container and its rights, attached to agents as one. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillPackSpec(
    @JsonPropertyDescription("Texts for the agent.") List<Skill> skills,
    @JsonPropertyDescription("Category, shown by kubectl.") @Nullable String category,
    @JsonPropertyDescription("Where the pack comes from, shown by kubectl.")
        @Nullable String source,
    @JsonPropertyDescription("Version of the pack, shown by kubectl.") @Nullable String version,
    @JsonPropertyDescription("The container; absent for packs that have texts only.")
        @Nullable SidecarSpec sidecar) {

  public SkillPackSpec {
    skills = skills == null ? List.of() : List.copyOf(skills);
  }
}
