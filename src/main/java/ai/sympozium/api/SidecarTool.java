package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program of a skill's container that the model can call as a function. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SidecarTool(
    @Required
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Name of the function: lower-case letters, digits and underscores. If two packs of a"
                + " run have it, each function is named <pack>-<name>.")
        String name,
    @Required @Size(min = 1) @JsonPropertyDescription("Description of the function, for the model.")
        String description,
    @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription("Program and its first arguments. No shell interprets them.")
        List<String> exec,
    @JsonPropertyDescription("Argument after those of exec.") @Nullable String subcommand,
    @Default("args")
        @Pattern("^(args|stdin)$")
        @JsonPropertyDescription(
            "Use of the parameters that are not positional: none is allowed (args), or the program"
                + " reads them as a JSON object from standard input (stdin).")
        @Nullable String inputMode,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Parameters that become arguments, in this order and after the argument --. Each must"
                + " be required in parameters.")
        List<String> positionalArgs,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Parameters.class)
        @JsonPropertyDescription(
            "JSON schema of the function's parameters, of type object, with at most 16 KiB and"
                + " 4096 names and values. Absent: no parameters.")
        @Nullable JsonNode parameters) {

  /** Value of {@code inputMode}: parameters that are not positional go to standard input. */
  public static final String STDIN = "stdin";

  public SidecarTool {
    exec = exec == null ? List.of() : List.copyOf(exec);
    positionalArgs = positionalArgs == null ? List.of() : List.copyOf(positionalArgs);
  }
}
