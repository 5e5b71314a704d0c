package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Tools that an agent may use. The policies of a run and its instance both apply. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ToolPolicy(
    @Size(max = 64)
        @JsonPropertyDescription(
            "Tools that the agent may use, for example read_file, or k8s-ops/execute_command for"
                + " one skill. Absent or empty: all tools.")
        List<String> allow,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Tools that the agent must not use, as in allow. They take precedence over allow.")
        List<String> deny) {

  public ToolPolicy {
    allow = allow == null ? List.of() : List.copyOf(allow);
    deny = deny == null ? List.of() : List.copyOf(deny);
  }
}
