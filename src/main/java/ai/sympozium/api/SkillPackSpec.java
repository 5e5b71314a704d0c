package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Documents, a container and its permissions, attached to agents as a unit. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillPackSpec(
    @JsonPropertyDescription("Documents for the agent.") List<Skill> skills,
    @JsonPropertyDescription("Category. Shown by kubectl get.") @Nullable String category,
    @JsonPropertyDescription("Origin of the pack. Shown by kubectl get -o wide.")
        @Nullable String source,
    @JsonPropertyDescription("Version of the pack. Shown by kubectl get.") @Nullable String version,
    @JsonPropertyDescription(
            "Network access that the skill needs besides the API server, in words. Shown by kubectl"
                + " get -o wide and explain. Opens nothing by itself.")
        @Nullable String network,
    @JsonPropertyDescription("Container of the skill. Absent for packs that only have documents.")
        @Nullable SidecarSpec sidecar,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Presence.class)
        @JsonPropertyDescription("Without effect.")
        @Nullable JsonNode runtimeRequirements) {

  public SkillPackSpec {
    skills = skills == null ? List.of() : List.copyOf(skills);
  }

  /** Creates a pack without fields that have no effect. */
  public SkillPackSpec(
      List<Skill> skills,
      @Nullable String category,
      @Nullable String source,
      @Nullable String version,
      @Nullable String network,
      @Nullable SidecarSpec sidecar) {
    this(skills, category, source, version, network, sidecar, null);
  }

  /** Collects the programs that the documents require, each once. */
  public List<String> requiredPrograms() {
    return requirements(SkillRequirements::bins);
  }

  /** Collects the tools that the documents require, each once. */
  public List<String> requiredTools() {
    return requirements(SkillRequirements::tools);
  }

  private List<String> requirements(Function<SkillRequirements, List<String>> kind) {
    return skills.stream()
        .flatMap(skill -> Stream.ofNullable(skill.requires()))
        .flatMap(requires -> kind.apply(requires).stream())
        .distinct()
        .toList();
  }
}
