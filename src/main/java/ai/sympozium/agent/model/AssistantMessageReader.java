package ai.sympozium.agent.model;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Set;

/** Reads an assistant message in the format of OpenAI's chat completions. */
final class AssistantMessageReader {
  private static final Set<String> MESSAGE = Set.of("role", "content", "tool_calls", "_meta");
  private static final Set<String> CALL = Set.of("id", "type", "index", "function");

  private AssistantMessageReader() {}

  static Message.AssistantMessage read(JsonNode message) throws JsonShapeException {
    var calls = new ArrayList<ToolCall>();
    for (var call : JsonTrees.array(message, "tool_calls")) {
      var function = call.path("function");
      var id = JsonTrees.text(call, "id");
      calls.add(
          new ToolCall(
              id == null || id.isEmpty() ? ToolCall.newId() : id,
              JsonTrees.requiredText(function, "name"),
              arguments(function.path("arguments")),
              others(call, CALL)));
    }
    return new Message.AssistantMessage(
        JsonTrees.text(message, "content"), calls, others(message, MESSAGE));
  }

  private static ObjectNode others(JsonNode object, Set<String> known) {
    var others = JsonTrees.object();
    for (var member : object.properties()) {
      if (!known.contains(member.getKey()) && !member.getValue().isNull()) {
        others.set(member.getKey(), member.getValue());
      }
    }
    return others;
  }

  /** Some servers send the arguments as an object instead of its text. */
  private static String arguments(JsonNode arguments) {
    if (arguments.isTextual()) {
      return arguments.textValue();
    }
    return arguments.isMissingNode() || arguments.isNull() ? "{}" : JsonTrees.write(arguments);
  }
}
