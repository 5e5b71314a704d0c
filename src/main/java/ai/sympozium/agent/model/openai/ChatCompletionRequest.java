package ai.sympozium.agent.model.openai;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Builds the body of a request for a chat completion. */
final class ChatCompletionRequest {
  private ChatCompletionRequest() {}

  static ObjectNode of(String model, List<Message> conversation, List<ToolDefinition> tools) {
    var body = JsonTrees.object().put("model", model).put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    var messages = body.putArray("messages");
    conversation.forEach(message -> add(message, messages));
    if (!tools.isEmpty()) {
      var functions = body.putArray("tools");
      for (var tool : tools) {
        functions
            .addObject()
            .put("type", "function")
            .putObject("function")
            .put("name", tool.name())
            .put("description", tool.description())
            .set("parameters", tool.parameters().deepCopy());
      }
    }
    return body;
  }

  private static void add(Message message, ArrayNode messages) {
    var json = message.toJson();
    if (message instanceof AssistantMessage assistant && assistant.text() == null) {
      // Many servers and chat templates fail with null, although the specification allows it.
      json.put("content", "");
    }
    var last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
    if (message instanceof Message.UserMessage user
        && last instanceof ObjectNode previous
        && previous.path("role").asText().equals("user")) {
      // Some chat templates require that user and assistant alternate.
      previous.put("content", previous.path("content").asText() + "\n\n" + user.text());
    } else {
      messages.add(json);
    }
  }
}
