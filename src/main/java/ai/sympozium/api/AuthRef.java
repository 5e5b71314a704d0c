package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Reference to the API key of a model provider. */
public record AuthRef(
    @JsonPropertyDescription("Provider that the key belongs to.") @Nullable String provider,
    @JsonPropertyDescription(
            "Secret in the instance's namespace that has the API key under OPENAI_API_KEY, or under"
                + " ANTHROPIC_API_KEY for the provider anthropic.")
        @Nullable String secret) {}
