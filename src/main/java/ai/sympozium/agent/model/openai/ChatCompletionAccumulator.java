package ai.sympozium.agent.model.openai;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.http.CompletionReader;
import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Assembles a completion from the chunks of a stream, or from the single response of a server that
 * does not stream.
 */
final class ChatCompletionAccumulator implements CompletionReader {
  private static final Set<String> KNOWN =
      Set.of(
          "role",
          "content",
          "tool_calls",
          "function_call",
          "refusal",
          "annotations",
          "audio",
          "name");

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final ObjectNode members = JsonTrees.object();
  private final ToolCallAssembler calls;
  private int textBefore;
  private boolean hasChoices;
  private boolean hasDelta;
  private @Nullable String finishReason;
  private long inputTokens;
  private long outputTokens;

  /**
   * Creates an accumulator.
   *
   * @param tools names of the tools that the model can call
   */
  ChatCompletionAccumulator(List<String> tools) {
    this.calls = new ToolCallAssembler(tools);
  }

  @Override
  public void add(ObjectNode chunk) throws JsonShapeException {
    textBefore = text.length();
    var usage = chunk.path("usage");
    if (usage.isObject()) {
      inputTokens = JsonTrees.number(usage, "prompt_tokens", inputTokens);
      outputTokens = JsonTrees.number(usage, "completion_tokens", outputTokens);
    }
    hasChoices |= chunk.has("choices");
    var choice = chunk.path("choices").path(0);
    var reason = JsonTrees.text(choice, "finish_reason");
    if (reason != null && !reason.isEmpty()) {
      finishReason = reason;
    }
    if (choice.path("delta").isObject()) {
      hasDelta = true;
      addMessage(choice.path("delta"));
    } else if (!hasDelta) {
      // Some servers repeat the whole message after the stream.
      addMessage(choice.path("message"));
    }
  }

  @Override
  public String addedText() {
    return text.substring(textBefore);
  }

  @Override
  public boolean isFinished() {
    return finishReason != null;
  }

  @Override
  public ChatCompletion completion() throws ModelException, JsonShapeException {
    if (!hasChoices) {
      throw new JsonShapeException("\"choices\" is missing");
    }
    var toolCalls = calls.calls();
    if (text.isEmpty() && toolCalls.isEmpty()) {
      if ("content_filter".equals(finishReason)) {
        throw new ModelException("the provider's content filter withheld the model's answer");
      }
      if (!refusal.isEmpty()) {
        throw new ModelException("the model refused to answer: " + refusal);
      }
    }
    var message = new AssistantMessage(text.isEmpty() ? null : text.toString(), toolCalls, members);
    return new ChatCompletion(message, inputTokens, outputTokens, "length".equals(finishReason));
  }

  private void addMessage(JsonNode message) throws JsonShapeException {
    addText(message.path("content"));
    refusal.append(message.path("refusal").asText(""));
    for (var call : JsonTrees.array(message, "tool_calls")) {
      calls.add(call);
    }
    if (message.path("function_call").isObject()) {
      calls.add(message.path("function_call"));
    }
    MemberMerger.merge(members, message, KNOWN);
  }

  private void addText(JsonNode content) {
    if (content.isTextual()) {
      text.append(content.textValue());
    } else {
      for (var part : content) {
        text.append(part.path("text").asText(""));
      }
    }
  }
}
