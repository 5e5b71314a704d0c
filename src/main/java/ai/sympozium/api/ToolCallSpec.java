package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Call of a skill's tool that a run performs in place of the work of a model. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ToolCallSpec(
    @Required
        @Size(max = 117)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z][a-z0-9_]*$")
        @JsonPropertyDescription(
            "Tool that a pack of the run declares, as pack and name, for example"
                + " k8s-ops/scale_deployment.")
        String tool,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Arguments.class)
        @JsonPropertyDescription(
            "Arguments of the call, which match the schema of the tool. At most 64 KiB as JSON,"
                + " and 16384 names and values. Absent: none.")
        @Nullable JsonNode arguments) {
  private static final String SEPARATOR = "/";

  public ToolCallSpec {
    tool = tool == null ? "" : tool;
  }

  /** Returns the name of the pack, or an empty text. */
  @JsonIgnore
  public String skill() {
    return tool.contains(SEPARATOR) ? tool.substring(0, tool.indexOf(SEPARATOR)) : "";
  }

  /** Returns the name of the tool in its pack. */
  @JsonIgnore
  public String name() {
    return tool.substring(tool.indexOf(SEPARATOR) + 1);
  }
}
