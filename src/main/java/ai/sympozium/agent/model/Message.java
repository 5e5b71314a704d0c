package ai.sympozium.agent.model;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Message of a conversation. Requests and transcripts contain it in the format of OpenAI's chat
 * completions.
 */
public sealed interface Message {
  ObjectNode toJson();

  /** The system prompt. */
  record SystemMessage(String text) implements Message {
    @Override
    public ObjectNode toJson() {
      return JsonTrees.object().put("role", "system").put("content", text);
    }
  }

  /** The task of the run. */
  record UserMessage(String text) implements Message {
    @Override
    public ObjectNode toJson() {
      return JsonTrees.object().put("role", "user").put("content", text);
    }
  }

  /** Message of the model: text, tool calls or both. */
  record AssistantMessage(@Nullable String text, List<ToolCall> toolCalls) implements Message {
    @Override
    public ObjectNode toJson() {
      var json = JsonTrees.object().put("role", "assistant").put("content", text);
      if (!toolCalls.isEmpty()) {
        var calls = json.putArray("tool_calls");
        for (var call : toolCalls) {
          calls
              .addObject()
              .put("id", call.id())
              .put("type", "function")
              .putObject("function")
              .put("name", call.tool())
              .put("arguments", call.arguments());
        }
      }
      return json;
    }
  }

  /** Result of a tool call. */
  record ToolMessage(String callId, String content) implements Message {
    @Override
    public ObjectNode toJson() {
      return JsonTrees.object()
          .put("role", "tool")
          .put("tool_call_id", callId)
          .put("content", content);
    }
  }
}
