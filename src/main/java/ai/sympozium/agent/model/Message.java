package ai.sympozium.agent.model;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation. Its JSON is that of OpenAI's chat completions, as in transcripts.
 */
public sealed interface Message {
  /** The message as JSON. */
  ObjectNode toJson();

  /** What the model is and may do. */
  record Instructions(String text) implements Message {
    @Override
    public ObjectNode toJson() {
      return JsonTrees.object().put("role", "system").put("content", text);
    }
  }

  /** What the user wants. */
  record Task(String text) implements Message {
    @Override
    public ObjectNode toJson() {
      return JsonTrees.object().put("role", "user").put("content", text);
    }
  }

  /** What the model has answered: a text, tool calls or both. */
  record Answer(@Nullable String text, List<ToolCall> toolCalls) implements Message {
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

  /** What a tool has given back. */
  record ToolOutput(String callId, String content) implements Message {
    @Override
    public ObjectNode toJson() {
      return JsonTrees.object()
          .put("role", "tool")
          .put("tool_call_id", callId)
          .put("content", content);
    }
  }
}
