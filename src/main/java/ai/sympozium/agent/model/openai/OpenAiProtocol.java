package ai.sympozium.agent.model.openai;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.agent.model.http.CompletionReader;
import ai.sympozium.agent.model.http.ErrorResponse;
import ai.sympozium.agent.model.http.ModelProtocol;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions, which most model servers speak. */
public final class OpenAiProtocol implements ModelProtocol {
  public static final String BASE_URL = "https://api.openai.com/v1";
  public static final String OPERATION = "chat/completions";
  private static final String PROVIDER_AZURE = "azure-openai";

  private final String provider;
  private final String model;
  private final @Nullable String thinking;
  private final long maxTokens;
  private final RequestAdaptation adaptation = new RequestAdaptation();

  /**
   * Creates a protocol.
   *
   * @param provider name of the provider, for differences that do not show in responses
   * @param thinking off, low, medium or high, or null for the model's default
   * @param maxTokens limit of the generated tokens; a server that rejects the parameter has none
   */
  public OpenAiProtocol(String provider, String model, @Nullable String thinking, long maxTokens) {
    this.provider = provider;
    this.model = model;
    this.thinking = thinking;
    this.maxTokens = maxTokens;
  }

  @Override
  public Map<String, String> authentication(String key) {
    return provider.equals(PROVIDER_AZURE)
        ? Map.of("api-key", key)
        : Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public ObjectNode request(List<Message> conversation, List<ToolDefinition> tools) {
    var body = ChatCompletionRequest.of(model, conversation, tools);
    if (thinking != null) {
      body.put("reasoning_effort", thinking.equals("off") ? "none" : thinking);
    }
    if (maxTokens != NO_LIMIT) {
      body.put("max_tokens", maxTokens);
    }
    adaptation.apply(body);
    return body;
  }

  @Override
  public CompletionReader reader(List<ToolDefinition> tools) {
    return new ChatCompletionAccumulator(tools.stream().map(ToolDefinition::name).toList());
  }

  @Override
  public boolean adapt(ErrorResponse error, ObjectNode body) {
    return adaptation.learn(error, body);
  }
}
