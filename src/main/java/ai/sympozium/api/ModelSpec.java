package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Model of a run; absent fields default to those of the instance. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ModelSpec(
    @JsonPropertyDescription(
            "Provider of the model: openai (any compatible endpoint), anthropic, or replay (plays a"
                + " recorded transcript).")
        @Nullable String provider,
    @JsonPropertyDescription(
            "Name of the model. For replay: the ConfigMap in the run's namespace that has the"
                + " transcript under transcript.jsonl.")
        @Nullable String model,
    @JsonPropertyDescription("Base URL of the endpoint, for example https://models.example/v1.")
        @Nullable String baseURL,
    @Pattern("^(off|low|medium|high)$")
        @JsonPropertyDescription(
            "How much the model thinks before it answers: off, low, medium or high.")
        @Nullable String thinking,
    @JsonPropertyDescription(
            "Secret in the run's namespace that has the API key under OPENAI_API_KEY, or under"
                + " ANTHROPIC_API_KEY for the provider anthropic. Empty for endpoints without a"
                + " key.")
        @Nullable String authSecretRef,
    @JsonPropertyDescription(
            "Labels that a node must have to run the run's pod, in addition to those of the"
                + " instance. Of two values for one label, the run's applies.")
        Map<String, String> nodeSelector) {

  /** Every field defaults to that of the instance. */
  public static final ModelSpec OF_INSTANCE = new ModelSpec(null, null, null, null, null, Map.of());

  public ModelSpec {
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
  }
}
