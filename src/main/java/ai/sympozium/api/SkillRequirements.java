package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What a skill's text takes for granted. What is missing is told to the model. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillRequirements(
    @JsonPropertyDescription("Programs in the skill's container.") List<String> bins,
    @JsonPropertyDescription("Tools of the agent.") List<String> tools) {

  public SkillRequirements {
    bins = bins == null ? List.of() : List.copyOf(bins);
    tools = tools == null ? List.of() : List.copyOf(tools);
  }
}
