package ai.sympozium.agent.model;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assembles a completion from the chunks of a stream, or from the single response of a server that
 * does not stream.
 */
final class ChatCompletionAccumulator {
  private final StringBuilder text = new StringBuilder();
  private final List<PartialCall> calls = new ArrayList<>();
  private @Nullable String finishReason;
  private long inputTokens;
  private long outputTokens;

  /** A tool call that is not complete yet. */
  private static final class PartialCall {
    private final long index;
    private String id = "";
    private String tool = "";
    private final StringBuilder arguments = new StringBuilder();

    PartialCall(long index) {
      this.index = index;
    }
  }

  /** Adds a chunk of a stream or a whole completion. */
  void add(JsonNode chunk) throws JsonShapeException {
    var usage = chunk.path("usage");
    if (usage.isObject()) {
      inputTokens = JsonTrees.number(usage, "prompt_tokens", inputTokens);
      outputTokens = JsonTrees.number(usage, "completion_tokens", outputTokens);
    }
    var choice = chunk.path("choices").path(0);
    var reason = JsonTrees.text(choice, "finish_reason");
    if (reason != null) {
      finishReason = reason;
    }
    var message = choice.has("delta") ? choice.path("delta") : choice.path("message");
    addText(message.path("content"));
    for (var call : JsonTrees.array(message, "tool_calls")) {
      addCall(call);
    }
  }

  /** Returns whether the server has sent a finish reason. */
  boolean isFinished() {
    return finishReason != null;
  }

  ChatCompletion completion() throws ModelException {
    var toolCalls = new ArrayList<ToolCall>();
    for (var call : calls) {
      toolCalls.add(
          new ToolCall(
              call.id.isEmpty() ? AssistantMessageReader.newId() : call.id,
              call.tool,
              call.arguments.isEmpty() ? "{}" : call.arguments.toString()));
    }
    if (text.isEmpty() && toolCalls.isEmpty()) {
      if ("length".equals(finishReason)) {
        throw new ModelException("the model reached its token limit before it answered");
      }
      if ("content_filter".equals(finishReason)) {
        throw new ModelException("the provider's content filter withheld the model's answer");
      }
    }
    if ("length".equals(finishReason) && toolCalls.isEmpty()) {
      text.append("\n\n[The answer ends here because the model reached its token limit.]");
    }
    var content = text.isEmpty() ? null : text.toString();
    return new ChatCompletion(
        new Message.AssistantMessage(content, List.copyOf(toolCalls)), inputTokens, outputTokens);
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

  private void addCall(JsonNode part) throws JsonShapeException {
    var id = JsonTrees.text(part, "id");
    var call = call(JsonTrees.number(part, "index", -1), id == null ? "" : id);
    var function = part.path("function");
    var name = JsonTrees.text(function, "name");
    if (call.tool.isEmpty() && name != null) {
      call.tool = name;
    }
    var arguments = function.path("arguments");
    if (arguments.isTextual()) {
      call.arguments.append(arguments.textValue());
    } else if (arguments.isObject()) {
      call.arguments.append(JsonTrees.write(arguments));
    }
  }

  /**
   * Returns the call of a chunk by its index. Some servers send no index, or 0 for every call, so
   * the id counts too.
   */
  private PartialCall call(long index, String id) {
    var last = calls.isEmpty() ? null : calls.getLast();
    if (index < 0 && last != null && (id.isEmpty() || id.equals(last.id))) {
      return last;
    }
    for (var call : calls) {
      if (index >= 0 && call.index == index && (id.isEmpty() || call.id.equals(id))) {
        return call;
      }
    }
    var call = new PartialCall(index);
    call.id = id;
    calls.add(call);
    return call;
  }
}
