package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The model that a run talks to; what is absent comes from the instance. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelSpec(
    @JsonPropertyDescription(
            "Provider of the model: openai (any compatible endpoint) or replay (plays a recorded"
                + " transcript).")
        @Nullable String provider,
    @JsonPropertyDescription(
            "Name of the model. For replay the ConfigMap in the run's namespace whose key"
                + " transcript.jsonl is played.")
        @Nullable String model,
    @JsonPropertyDescription("Base URL of the endpoint, for example https://models.example/v1.")
        @Nullable String baseURL,
    @JsonPropertyDescription(
            "Secret in the run's namespace whose key OPENAI_API_KEY is the model's key. Empty for"
                + " endpoints without one.")
        @Nullable String authSecretRef) {}
