package ai.sympozium.agent.model;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer together from the pieces of a stream, or from the one piece of a server that does
 * not stream.
 */
final class ChatCompletionAccumulator {
  private final StringBuilder text = new StringBuilder();
  private final List<Call> calls = new ArrayList<>();
  private @Nullable String finishReason;
  private long inputTokens;
  private long outputTokens;

  /** A tool call that grows. */
  private static final class Call {
    private final long index;
    private String id = "";
    private String tool = "";
    private final StringBuilder arguments = new StringBuilder();

    Call(long index) {
      this.index = index;
    }
  }

  /** Takes a piece: a chunk of a stream or a whole completion. */
  void add(JsonNode piece) throws JsonShapeException {
    var usage = piece.path("usage");
    if (usage.isObject()) {
      inputTokens = JsonTrees.number(usage, "prompt_tokens", inputTokens);
      outputTokens = JsonTrees.number(usage, "completion_tokens", outputTokens);
    }
    var choice = piece.path("choices").path(0);
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

  /** Whether the model has said that it is done. */
  boolean finished() {
    return finishReason != null;
  }

  ChatCompletion answer() throws ModelException {
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
        throw new ModelException("the model reached its token limit before it said anything");
      }
      if ("content_filter".equals(finishReason)) {
        throw new ModelException(
            "the model's answer was withheld by its provider's content filter");
      }
    }
    if ("length".equals(finishReason) && toolCalls.isEmpty()) {
      text.append("\n\n[The answer ends here because the model reached its token limit.]");
    }
    var said = text.isEmpty() ? null : text.toString();
    return new ChatCompletion(
        new Message.Answer(said, List.copyOf(toolCalls)), inputTokens, outputTokens);
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

  private void addCall(JsonNode piece) throws JsonShapeException {
    var id = JsonTrees.text(piece, "id");
    var call = call(JsonTrees.number(piece, "index", -1), id == null ? "" : id);
    var function = piece.path("function");
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

  /** The call that a piece belongs to: by index, but some servers give none, or 0 to every call. */
  private Call call(long index, String id) {
    var last = calls.isEmpty() ? null : calls.getLast();
    if (index < 0 && last != null && (id.isEmpty() || id.equals(last.id))) {
      return last;
    }
    for (var call : calls) {
      if (index >= 0 && call.index == index && (id.isEmpty() || call.id.equals(id))) {
        return call;
      }
    }
    var call = new Call(index);
    call.id = id;
    calls.add(call);
    return call;
  }
}
