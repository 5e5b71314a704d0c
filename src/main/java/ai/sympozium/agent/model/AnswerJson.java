package ai.sympozium.agent.model;

import ai.sympozium.ipc.IpcNames;
import ai.sympozium.ipc.Json;
import ai.sympozium.ipc.UnexpectedJsonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;

/** Reads an assistant message in the shape of OpenAI's chat completions. */
final class AnswerJson {
  private AnswerJson() {}

  static Message.Answer read(JsonNode message) throws UnexpectedJsonException {
    var calls = new ArrayList<ToolCall>();
    for (var call : Json.array(message, "tool_calls")) {
      var function = call.path("function");
      var id = Json.text(call, "id");
      calls.add(
          new ToolCall(
              id == null || id.isEmpty() ? newId() : id,
              Json.requiredText(function, "name"),
              arguments(function.path("arguments"))));
    }
    return new Message.Answer(Json.text(message, "content"), calls);
  }

  /** An id for a call to which the model gave none. */
  static String newId() {
    return "call_" + IpcNames.newId();
  }

  /** Some servers give the arguments as an object instead of its text. */
  private static String arguments(JsonNode arguments) {
    if (arguments.isTextual()) {
      return arguments.textValue();
    }
    return arguments.isMissingNode() || arguments.isNull() ? "{}" : Json.write(arguments);
  }
}
