package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** Requirements of a document. The system prompt lists the missing ones. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillRequirements(
    @JsonPropertyDescription("Programs that the skill's container needs.") List<String> bins,
    @JsonPropertyDescription("Tools that the agent needs.") List<String> tools) {

  public SkillRequirements {
    bins = bins == null ? List.of() : List.copyOf(bins);
    tools = tools == null ? List.of() : List.copyOf(tools);
  }
}
