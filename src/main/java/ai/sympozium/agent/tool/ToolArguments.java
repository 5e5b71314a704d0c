package ai.sympozium.agent.tool;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads a tool's arguments, with failures that a model understands. */
record ToolArguments(ObjectNode json) {

  String required(String name) throws ToolException {
    var text = text(name);
    if (text == null) {
      throw bad("\"" + name + "\" is missing");
    }
    return text;
  }

  @Nullable String text(String name) throws ToolException {
    try {
      return JsonTrees.text(json, name);
    } catch (JsonShapeException e) {
      throw bad(e.getMessage());
    }
  }

  long number(String name, long otherwise, long least, long most) throws ToolException {
    try {
      var number = JsonTrees.number(json, name, otherwise);
      if (number < least || number > most) {
        throw bad("\"" + name + "\" must be from " + least + " to " + most);
      }
      return number;
    } catch (JsonShapeException e) {
      throw bad(e.getMessage());
    }
  }

  static ToolException bad(String reason) {
    return new ToolException(
        "BadArguments", reason, "Call the tool again with arguments as its schema says.");
  }
}
