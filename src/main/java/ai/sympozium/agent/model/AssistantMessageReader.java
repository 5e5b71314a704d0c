package ai.sympozium.agent.model;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.IpcFiles;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;

/** Reads an assistant message in the format of OpenAI's chat completions. */
final class AssistantMessageReader {
  private AssistantMessageReader() {}

  static Message.AssistantMessage read(JsonNode message) throws JsonShapeException {
    var calls = new ArrayList<ToolCall>();
    for (var call : JsonTrees.array(message, "tool_calls")) {
      var function = call.path("function");
      var id = JsonTrees.text(call, "id");
      calls.add(
          new ToolCall(
              id == null || id.isEmpty() ? newId() : id,
              JsonTrees.requiredText(function, "name"),
              arguments(function.path("arguments"))));
    }
    return new Message.AssistantMessage(JsonTrees.text(message, "content"), calls);
  }

  /** Returns an id for a call without one. */
  static String newId() {
    return "call_" + IpcFiles.newId();
  }

  /** Some servers send the arguments as an object instead of its text. */
  private static String arguments(JsonNode arguments) {
    if (arguments.isTextual()) {
      return arguments.textValue();
    }
    return arguments.isMissingNode() || arguments.isNull() ? "{}" : JsonTrees.write(arguments);
  }
}
