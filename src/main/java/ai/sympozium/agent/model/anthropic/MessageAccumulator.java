package ai.sympozium.agent.model.anthropic;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.model.http.CompletionReader;
import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Assembles a message from the events of a stream, or from a whole response. */
final class MessageAccumulator implements CompletionReader {
  private static final Map<String, String> TEXT_DELTAS =
      Map.of("text_delta", "text", "thinking_delta", "thinking", "signature_delta", "signature");

  private final Map<Integer, ObjectNode> blocks = new TreeMap<>();
  private final Map<Integer, StringBuilder> inputs = new TreeMap<>();
  private final StringBuilder addedText = new StringBuilder();
  private boolean hasMessage;
  private @Nullable String stopReason;
  private long inputTokens;
  private long outputTokens;

  @Override
  public void add(ObjectNode event) throws JsonShapeException {
    addedText.setLength(0);
    switch (event.path("type").asText("")) {
      case "message_start" -> start(event.path("message"));
      case "message" -> start(event);
      case "content_block_start" ->
          addBlock(event.path("index").asInt(), event.path("content_block"));
      case "content_block_delta" -> addDelta(event.path("index").asInt(), event.path("delta"));
      case "message_delta" -> {
        stop(event.path("delta"));
        addUsage(event.path("usage"));
      }
      default -> {
        // Pings and events of later versions.
      }
    }
  }

  @Override
  public String addedText() {
    return addedText.toString();
  }

  @Override
  public boolean isFinished() {
    return stopReason != null;
  }

  @Override
  public ChatCompletion completion() throws ModelException, JsonShapeException {
    if (!hasMessage) {
      throw new JsonShapeException("there is no message");
    }
    if ("refusal".equals(stopReason)) {
      throw new ModelException("the model refused to answer");
    }
    var text = new StringBuilder();
    var calls = new ArrayList<ToolCall>();
    var members = JsonTrees.object();
    for (var block : blocks.entrySet()) {
      var json = block.getValue();
      switch (json.path("type").asText("")) {
        case "text" -> text.append(json.path("text").asText(""));
        case "tool_use" -> calls.add(call(json, inputs.get(block.getKey())));
        case "thinking", "redacted_thinking" ->
            members.withArray(MessagesRequest.THINKING_BLOCKS).add(json);
        default -> {
          // Blocks of server tools, which the agent does not use.
        }
      }
    }
    var message = new AssistantMessage(text.isEmpty() ? null : text.toString(), calls, members);
    return new ChatCompletion(message, inputTokens, outputTokens, "max_tokens".equals(stopReason));
  }

  private void start(JsonNode message) throws JsonShapeException {
    hasMessage = true;
    addUsage(message.path("usage"));
    stop(message);
    var index = 0;
    for (var block : message.path("content")) {
      addBlock(index++, block);
    }
  }

  private void stop(JsonNode json) throws JsonShapeException {
    var reason = JsonTrees.text(json, "stop_reason");
    stopReason = reason == null ? stopReason : reason;
  }

  /** Counts cached tokens as input too. */
  private void addUsage(JsonNode usage) {
    var input =
        usage.path("input_tokens").asLong(0)
            + usage.path("cache_creation_input_tokens").asLong(0)
            + usage.path("cache_read_input_tokens").asLong(0);
    inputTokens = Math.max(inputTokens, input);
    outputTokens = Math.max(outputTokens, usage.path("output_tokens").asLong(0));
  }

  private void addBlock(int index, JsonNode block) throws JsonShapeException {
    if (!(block instanceof ObjectNode object)) {
      throw new JsonShapeException("\"content_block\" must be an object");
    }
    blocks.put(index, object.deepCopy());
    if ("text".equals(object.path("type").asText())) {
      addedText.append(object.path("text").asText(""));
    }
  }

  private void addDelta(int index, JsonNode delta) throws JsonShapeException {
    var block = blocks.get(index);
    if (block == null) {
      throw new JsonShapeException("a delta has no content block");
    }
    var type = delta.path("type").asText("");
    if (type.equals("input_json_delta")) {
      inputs
          .computeIfAbsent(index, i -> new StringBuilder())
          .append(delta.path("partial_json").asText(""));
      return;
    }
    var member = TEXT_DELTAS.get(type);
    if (member != null) {
      var text = block.path(member).asText("") + delta.path(member).asText("");
      block.set(member, TextNode.valueOf(text));
      if (member.equals("text")) {
        addedText.append(delta.path(member).asText(""));
      }
    }
  }

  private static ToolCall call(JsonNode block, @Nullable StringBuilder input)
      throws JsonShapeException {
    var id = JsonTrees.text(block, "id");
    var arguments =
        input == null || input.toString().isBlank()
            ? JsonTrees.write(
                block.path("input").isObject() ? block.path("input") : JsonTrees.object())
            : input.toString();
    return new ToolCall(
        id == null || id.isEmpty() ? ToolCall.newId() : id,
        JsonTrees.requiredText(block, "name"),
        arguments);
  }
}
