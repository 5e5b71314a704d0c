package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of an agent: its model and the limits of its runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentConfig(
    @Required @Size(min = 1) @JsonPropertyDescription("Name of the model.") String model,
    @JsonPropertyDescription(
            "Provider of the model: openai (also openai-compatible, azure-openai, ollama,"
                + " lm-studio, llama-server, vllm and unsloth), anthropic or replay. Default: the"
                + " provider of the first authRefs entry, otherwise openai.")
        @Nullable String provider,
    @JsonPropertyDescription("Base URL of the model's endpoint.") @Nullable String baseURL,
    @Pattern("^(off|low|medium|high)$")
        @JsonPropertyDescription(
            "How much the model thinks before it answers: off, low, medium or high. Default: as the"
                + " provider chooses.")
        @Nullable String thinking,
    @JsonPropertyDescription(
            "Additional headers of requests to the model, for example for a gateway. They are not"
                + " sent to the endpoint of a run that has its own.")
        Map<String, String> providerHeaders,
    @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Secret in the instance's namespace whose keys are names of additional headers, for"
                + " values that are credentials. They take precedence over providerHeaders.")
        @Nullable String providerHeadersSecretRef,
    @JsonPropertyDescription("Certificate authorities of the model's endpoint.")
        @Nullable TlsSettings tls,
    @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription("Maximum duration of a run, for example 30m. Default: 10m.")
        @Nullable String runTimeout,
    @JsonPropertyDescription("Labels that a node must have to run this agent's pods.")
        Map<String, String> nodeSelector,
    @JsonDeserialize(using = AgentConfig.VariablesDeserializer.class)
        @JsonPropertyDescription("Environment variables of agent and skills.")
        Map<String, String> env,
    @JsonPropertyDescription("Tools that the agent may use.") @Nullable ToolPolicy toolPolicy,
    @JsonPropertyDescription("Limits of the agent's work.") @Nullable RunLimits limits,
    @Pattern("^[0-9]+(\\.[0-9]+)?([kMGT]|[KMGT]i)?$")
        @JsonPropertyDescription("Size of /workspace, which agent and skills share. Default: 1Gi.")
        @Nullable String workspaceSize,
    @Pattern("^[0-9]+(\\.[0-9]+)?([kMGT]|[KMGT]i)?$")
        @JsonPropertyDescription("Size of the agent's /tmp. Default: 256Mi.")
        @Nullable String tmpSize,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Presence.class)
        @JsonPropertyDescription("Without effect.")
        @Nullable JsonNode sandbox,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Presence.class)
        @JsonPropertyDescription("Without effect.")
        @Nullable JsonNode agentSandbox,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Presence.class)
        @JsonPropertyDescription("Without effect.")
        @Nullable JsonNode subagents) {

  public AgentConfig {
    env = env == null ? Map.of() : Map.copyOf(env);
    providerHeaders = providerHeaders == null ? Map.of() : Map.copyOf(providerHeaders);
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
  }

  /** Returns an agent with its model, its longest run and marks of the fields without effect. */
  public AgentConfig reduced() {
    return new AgentConfig(
        model,
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        runTimeout,
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        null,
        mark(sandbox),
        mark(agentSandbox),
        mark(subagents));
  }

  private static @Nullable JsonNode mark(@Nullable JsonNode field) {
    return field == null ? null : BooleanNode.TRUE;
  }

  /**
   * Reads variables that are a map, or a list of name and value as in the original. Never fails:
   * the operator must be able to read every stored object, and the admission policy
   * sympozium-variables denies other forms.
   */
  static final class VariablesDeserializer extends JsonDeserializer<Map<String, String>> {
    @Override
    public Map<String, String> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode variables = parser.readValueAsTree();
      Map<String, String> values = new LinkedHashMap<>();
      if (variables.isArray()) {
        for (JsonNode variable : variables) {
          if (variable.path("name").isTextual()) {
            values.put(variable.path("name").asText(), variable.path("value").asText(""));
          }
        }
      } else {
        variables
            .properties()
            .forEach(variable -> values.put(variable.getKey(), variable.getValue().asText("")));
      }
      return values;
    }
  }
}
