package ai.sympozium.agent.model.anthropic;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.agent.model.http.CompletionReader;
import ai.sympozium.agent.model.http.ErrorResponse;
import ai.sympozium.agent.model.http.ModelProtocol;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Anthropic's messages API, which some other servers also offer. */
public final class AnthropicProtocol implements ModelProtocol {
  public static final String BASE_URL = "https://api.anthropic.com";
  public static final String OPERATION = "messages";
  private static final String VERSION = "2023-06-01";
  private static final String CACHE = "cache_control";

  /** Tokens of an answer without its reasoning. The API requires a limit. */
  private static final int ANSWER_TOKENS = 8_192;

  private static final Map<String, Integer> THINKING_TOKENS =
      Map.of("low", 2_048, "medium", 8_192, "high", 24_576);
  private static final Pattern MAX_TOKENS =
      Pattern.compile("max_tokens: ?\\d+ ?> ?(\\d+)|max_tokens[^0-9]{1,60}(\\d{3,7})");

  private final String model;
  private final Set<String> omitted = new LinkedHashSet<>();
  private int thinkingTokens;
  private int maxTokens;

  /**
   * Creates a protocol.
   *
   * @param thinking off, low, medium or high, or null for off
   * @param limit limit of the generated tokens; one that leaves no tokens for an answer switches
   *     the reasoning off
   */
  public AnthropicProtocol(String model, @Nullable String thinking, long limit) {
    this.model = model;
    var wanted = thinking == null ? 0 : THINKING_TOKENS.getOrDefault(thinking, 0);
    this.thinkingTokens = wanted < limit ? wanted : 0;
    this.maxTokens = (int) Math.min(thinkingTokens + ANSWER_TOKENS, limit);
  }

  @Override
  public Map<String, String> authentication(String key) {
    return Map.of("x-api-key", key);
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("anthropic-version", VERSION);
  }

  @Override
  public ObjectNode request(List<Message> conversation, List<ToolDefinition> tools) {
    var body = MessagesRequest.of(model, maxTokens, conversation, tools);
    if (thinkingTokens > 0) {
      body.putObject("thinking").put("type", "enabled").put("budget_tokens", thinkingTokens);
    }
    remove(body);
    return body;
  }

  @Override
  public CompletionReader reader(List<ToolDefinition> tools) {
    return new MessageAccumulator();
  }

  @Override
  public boolean adapt(ErrorResponse error, ObjectNode body) {
    if (!error.rejectsContent()) {
      return false;
    }
    for (var name : List.of(CACHE, "thinking", "stream")) {
      if (error.mentions(name) && body.findValue(name) != null && omitted.add(name)) {
        return true;
      }
    }
    return learnMaxTokens(error);
  }

  private boolean learnMaxTokens(ErrorResponse error) {
    var found = MAX_TOKENS.matcher(error.text());
    if (!found.find()) {
      return false;
    }
    var limit = Integer.parseInt(found.group(1) == null ? found.group(2) : found.group(1));
    if (limit >= maxTokens) {
      return false;
    }
    maxTokens = limit;
    // The reasoning is part of the limit.
    thinkingTokens = Math.min(thinkingTokens, limit / 2);
    return true;
  }

  private void remove(JsonNode node) {
    if (node instanceof ObjectNode object) {
      // A block of reasoning has a member of the same name as the parameter.
      omitted.stream()
          .filter(name -> !"thinking".equals(object.path("type").asText()))
          .forEach(object::remove);
    }
    node.forEach(this::remove);
  }
}
