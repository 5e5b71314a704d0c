package ai.sympozium.agent.model.anthropic;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.Message.SystemMessage;
import ai.sympozium.agent.model.Message.ToolMessage;
import ai.sympozium.agent.model.Message.UserMessage;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * Builds the body of a request for a message. Marks the system prompt, the tools and the last
 * message for the prompt cache, because each turn repeats what came before.
 */
final class MessagesRequest {
  /** Member of an assistant message that holds its reasoning blocks, as LiteLLM names it. */
  static final String THINKING_BLOCKS = "thinking_blocks";

  private final ArrayNode system;
  private final ArrayNode messages;

  private MessagesRequest(ObjectNode body) {
    this.system = body.putArray("system");
    this.messages = body.putArray("messages");
  }

  static ObjectNode of(
      String model, int maxTokens, List<Message> conversation, List<ToolDefinition> tools) {
    var body = JsonTrees.object().put("model", model).put("max_tokens", maxTokens);
    body.put("stream", true);
    var request = new MessagesRequest(body);
    conversation.forEach(request::add);
    cacheUpToLast(request.system);
    if (!request.messages.isEmpty()) {
      cacheUpToLast(request.messages.get(request.messages.size() - 1).withArray("content"));
    }
    if (request.system.isEmpty()) {
      body.remove("system");
    }
    if (!tools.isEmpty()) {
      var definitions = body.putArray("tools");
      tools.forEach(tool -> add(tool, definitions));
      cacheUpToLast(definitions);
    }
    return body;
  }

  private void add(Message message) {
    switch (message) {
      case SystemMessage prompt -> system.add(text(prompt.text()));
      case UserMessage user -> content("user").add(text(user.text()));
      case ToolMessage tool ->
          content("user")
              .addObject()
              .put("type", "tool_result")
              .put("tool_use_id", tool.callId())
              .put("content", tool.content());
      case AssistantMessage assistant -> addBlocks(assistant);
    }
  }

  /** Reasoning comes first, unchanged, with its signatures. The API rejects empty texts. */
  private void addBlocks(AssistantMessage assistant) {
    var content = content("assistant");
    assistant.members().path(THINKING_BLOCKS).forEach(block -> content.add(block.deepCopy()));
    var text = assistant.text();
    if (text != null && !text.isBlank()) {
      content.add(text(text));
    }
    for (var call : assistant.toolCalls()) {
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", call.id())
          .put("name", call.tool())
          .set("input", input(call));
    }
  }

  /** Returns the content of the last message if it has the role, because roles alternate. */
  private ArrayNode content(String role) {
    var last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
    if (last != null && last.path("role").asText().equals(role)) {
      return last.withArray("content");
    }
    return messages.addObject().put("role", role).putArray("content");
  }

  private static void add(ToolDefinition tool, ArrayNode definitions) {
    definitions
        .addObject()
        .put("name", tool.name())
        .put("description", tool.description())
        .set("input_schema", tool.parameters().deepCopy());
  }

  private static ObjectNode text(String text) {
    return JsonTrees.object().put("type", "text").put("text", text);
  }

  private static ObjectNode input(ToolCall call) {
    try {
      return JsonTrees.readObject(call.arguments());
    } catch (IOException e) {
      return JsonTrees.object();
    }
  }

  private static void cacheUpToLast(ArrayNode blocks) {
    if (!blocks.isEmpty() && blocks.get(blocks.size() - 1) instanceof ObjectNode last) {
      last.putObject("cache_control").put("type", "ephemeral");
    }
  }
}
