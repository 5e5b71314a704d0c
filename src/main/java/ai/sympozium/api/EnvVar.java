package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** An environment variable of a skill's container. */
public record EnvVar(
    @Required @Pattern("^[A-Za-z_][A-Za-z0-9_]*$") @JsonPropertyDescription("Name of the variable.")
        String name,
    @JsonPropertyDescription("Value of the variable. Default: empty.") @Nullable String value) {}
