package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Where the key of a model's provider is found. */
public record AuthRef(
    @JsonPropertyDescription("The provider that the key is for.") @Nullable String provider,
    @JsonPropertyDescription("Secret in the instance's namespace, key OPENAI_API_KEY.")
        @Nullable String secret) {}
