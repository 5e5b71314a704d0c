package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An environment variable of a skill's container. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.value) || self.value == '' || !has(self.valueFrom)",
    message = "A variable has one value. Remove either value or valueFrom.",
    fieldPath = ".valueFrom")
public record EnvVar(
    @Required @Pattern("^[A-Za-z_][A-Za-z0-9_]*$") @JsonPropertyDescription("Name of the variable.")
        String name,
    @JsonPropertyDescription("Value of the variable. Default: empty.") @Nullable String value,
    @JsonPropertyDescription("Source of the value.") @Nullable EnvVarSource valueFrom) {

  /** Creates a variable with a value of its own. */
  public EnvVar(String name, @Nullable String value) {
    this(name, value, null);
  }
}
