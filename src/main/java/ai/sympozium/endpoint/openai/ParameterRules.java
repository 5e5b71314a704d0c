package ai.sympozium.endpoint.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides about the parameters of a request. A parameter that would change the shape or the meaning
 * of the answer is rejected, unless it has its default. Hints to a model are checked and ignored,
 * because the instance configures its model. A parameter that OpenAI does not know is rejected.
 */
final class ParameterRules {
  /** Parameters with an effect. */
  private final Set<String> used;

  /** Parameters that are accepted with these values only. */
  private final Map<String, Predicate<JsonNode>> restricted;

  /** Hints. */
  private final Set<String> ignored;

  ParameterRules(
      Set<String> used, Map<String, Predicate<JsonNode>> restricted, Set<String> ignored) {
    this.used = used;
    this.restricted = restricted;
    this.ignored = ignored;
  }

  /** Rules of {@code /v1/chat/completions}. */
  static final ParameterRules CHAT =
      new ParameterRules(
          Set.of(
              "model",
              "messages",
              "stream",
              "stream_options",
              "max_tokens",
              "max_completion_tokens",
              "user",
              "metadata"),
          Map.ofEntries(
              Map.entry("n", value -> value.asInt() == 1),
              Map.entry("tools", JsonNode::isEmpty),
              Map.entry("functions", JsonNode::isEmpty),
              Map.entry("tool_choice", ParameterRules::isPassive),
              Map.entry("function_call", ParameterRules::isPassive),
              Map.entry("logprobs", value -> !value.asBoolean(true)),
              Map.entry("top_logprobs", value -> value.asInt(-1) == 0),
              Map.entry("logit_bias", JsonNode::isEmpty),
              Map.entry("stop", value -> value.isArray() && value.isEmpty()),
              Map.entry("response_format", value -> isText(value.path("type"))),
              Map.entry("modalities", value -> value.size() == 1 && isText(value.path(0))),
              Map.entry("audio", value -> false),
              Map.entry("web_search_options", value -> false)),
          Set.of(
              "temperature",
              "top_p",
              "presence_penalty",
              "frequency_penalty",
              "seed",
              "store",
              "service_tier",
              "parallel_tool_calls",
              "prediction",
              "prompt_cache_key",
              "prompt_cache_retention",
              "reasoning_effort",
              "safety_identifier",
              "verbosity"));

  /** Rules of {@code /v1/responses}. */
  static final ParameterRules RESPONSES =
      new ParameterRules(
          Set.of(
              "model",
              "input",
              "instructions",
              "stream",
              "background",
              "max_output_tokens",
              "previous_response_id",
              "user",
              "metadata"),
          Map.ofEntries(
              Map.entry("tools", JsonNode::isEmpty),
              Map.entry("tool_choice", ParameterRules::isPassive),
              Map.entry(
                  "text",
                  value -> isText(value.path("format").path("type")) || !value.has("format")),
              Map.entry("truncation", value -> value.asText().equals("disabled")),
              Map.entry("top_logprobs", value -> value.asInt(-1) == 0),
              Map.entry("conversation", value -> false),
              Map.entry("prompt", value -> false),
              Map.entry("context_management", JsonNode::isEmpty)),
          Set.of(
              "temperature",
              "top_p",
              "include",
              "store",
              "service_tier",
              "stream_options",
              "parallel_tool_calls",
              "max_tool_calls",
              "prompt_cache_key",
              "prompt_cache_retention",
              "reasoning",
              "safety_identifier"));

  void check(RequestObject request) {
    for (var name : (Iterable<String>) request.json()::fieldNames) {
      var value = request.json().path(name);
      var accepted = restricted.get(name);
      if (accepted != null) {
        if (!value.isNull() && !accepted.test(value)) {
          throw unsupported(name);
        }
      } else if (!used.contains(name) && !ignored.contains(name)) {
        throw OpenAiException.invalid(
            "Unrecognized request argument supplied: " + name, null, null);
      }
    }
    request.checkDecimal("temperature", 0, 2);
    request.checkDecimal("top_p", 0, 1);
    request.checkDecimal("presence_penalty", -2, 2);
    request.checkDecimal("frequency_penalty", -2, 2);
  }

  private static OpenAiException unsupported(String name) {
    return OpenAiException.invalid(
        ("Unsupported parameter: '%s' is not supported with this model. The agent uses its own"
                + " tools and answers with one text.")
            .formatted(name),
        name,
        "unsupported_parameter");
  }

  private static boolean isPassive(JsonNode choice) {
    return Set.of("none", "auto").contains(choice.asText());
  }

  private static boolean isText(JsonNode type) {
    return type.asText().equals("text");
  }
}
