package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A secret in the run's namespace that holds credentials for an image registry. */
public record PullSecret(@Required @JsonPropertyDescription("Name of the secret.") String name) {}
