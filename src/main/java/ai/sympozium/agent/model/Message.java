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

  /** The task of the run, or a hint of the agent. */
  record UserMessage(String text) implements Message {
    @Override
    public ObjectNode toJson() {
      return JsonTrees.object().put("role", "user").put("content", text);
    }
  }

  /**
   * Message of the model: text, tool calls or both.
   *
   * @param members other members of the message, for example its reasoning. Models want them back.
   */
  record AssistantMessage(@Nullable String text, List<ToolCall> toolCalls, ObjectNode members)
      implements Message {
    public AssistantMessage {
      toolCalls = List.copyOf(toolCalls);
    }

    public AssistantMessage(@Nullable String text, List<ToolCall> toolCalls) {
      this(text, toolCalls, JsonTrees.object());
    }

    @Override
    public ObjectNode toJson() {
      var json = JsonTrees.object().put("role", "assistant").put("content", text);
      json.setAll(members.deepCopy());
      if (!toolCalls.isEmpty()) {
        var calls = json.putArray("tool_calls");
        toolCalls.forEach(call -> calls.add(call.toJson()));
      }
      return json;
    }

    /** Returns the message with other tool calls. */
    public AssistantMessage withToolCalls(List<ToolCall> calls) {
      return new AssistantMessage(text, calls, members);
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
