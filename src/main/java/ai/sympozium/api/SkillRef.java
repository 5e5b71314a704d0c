package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** A pack attached to an instance or a run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SkillRef(
    @Required
        @Size(min = 1, max = 52)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Name of the SkillPack. The run's namespace has precedence over the operator's"
                + " namespace.")
        String skillPackRef,
    @JsonPropertyDescription(
            "Parameters of the skill. Its container has each as environment variable SKILL_<KEY>,"
                + " the key in upper case with dashes and dots replaced by underscores.")
        Map<String, String> params) {

  public SkillRef {
    params = params == null ? Map.of() : Map.copyOf(params);
  }
}
