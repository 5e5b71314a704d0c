package ai.sympozium.agent.model;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Builds the body of a request for a chat completion. */
final class ChatCompletionRequest {
  private ChatCompletionRequest() {}

  static ObjectNode of(
      String model, List<Message> conversation, List<ToolDefinition> tools, boolean usageInStream) {
    var body = JsonTrees.object().put("model", model).put("stream", true);
    if (usageInStream) {
      body.putObject("stream_options").put("include_usage", true);
    }
    var messages = body.putArray("messages");
    conversation.forEach(message -> messages.add(message.toJson()));
    if (!tools.isEmpty()) {
      var functions = body.putArray("tools");
      for (var tool : tools) {
        functions
            .addObject()
            .put("type", "function")
            .putObject("function")
            .put("name", tool.name())
            .put("description", tool.description())
            .set("parameters", tool.parameters());
      }
    }
    return body;
  }
}
