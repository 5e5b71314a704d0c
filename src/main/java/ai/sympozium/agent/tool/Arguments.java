package ai.sympozium.agent.tool;

import ai.sympozium.ipc.Json;
import ai.sympozium.ipc.UnexpectedJsonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads a tool's arguments, with failures that a model understands. */
record Arguments(ObjectNode json) {

  String required(String name) throws ToolFailure {
    var text = text(name);
    if (text == null) {
      throw bad("\"" + name + "\" is missing");
    }
    return text;
  }

  @Nullable String text(String name) throws ToolFailure {
    try {
      return Json.text(json, name);
    } catch (UnexpectedJsonException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  long number(String name, long otherwise, long least, long most) throws ToolFailure {
    try {
      var number = Json.number(json, name, otherwise);
      if (number < least || number > most) {
        throw bad("\"" + name + "\" must be from " + least + " to " + most);
      }
      return number;
    } catch (UnexpectedJsonException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  static ToolFailure bad(String reason) {
    return new ToolFailure(
        "BadArguments", reason, "Call the tool again with arguments as its schema says.");
  }
}
