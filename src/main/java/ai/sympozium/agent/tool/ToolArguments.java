package ai.sympozium.agent.tool;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.ToolErrorCode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and checks the arguments of a tool call. */
record ToolArguments(ObjectNode json) {

  String required(String name) throws ToolException {
    var text = text(name);
    if (text == null) {
      throw invalid("\"" + name + "\" is missing");
    }
    return text;
  }

  @Nullable String text(String name) throws ToolException {
    try {
      return JsonTrees.text(json, name);
    } catch (JsonShapeException e) {
      throw invalid(e.getMessage());
    }
  }

  long number(String name, long defaultValue, long min, long max) throws ToolException {
    try {
      var number = JsonTrees.number(json, name, defaultValue);
      if (number < min || number > max) {
        throw invalid("\"" + name + "\" must be from " + min + " to " + max);
      }
      return number;
    } catch (JsonShapeException e) {
      throw invalid(e.getMessage());
    }
  }

  /** Returns whether an argument has a value. */
  boolean has(String name) {
    return json.hasNonNull(name);
  }

  boolean flag(String name) throws ToolException {
    try {
      return JsonTrees.flag(json, name);
    } catch (JsonShapeException e) {
      throw invalid(e.getMessage());
    }
  }

  /** Returns the objects of an array. */
  List<ToolArguments> objects(String name) throws ToolException {
    var objects = new ArrayList<ToolArguments>();
    try {
      for (var value : JsonTrees.array(json, name)) {
        if (!(value instanceof ObjectNode object)) {
          throw invalid("\"" + name + "\" must contain objects only");
        }
        objects.add(new ToolArguments(object));
      }
    } catch (JsonShapeException e) {
      throw invalid(e.getMessage());
    }
    return objects;
  }

  /** Returns the strings of an object, in their order. Numbers and booleans become strings. */
  Map<String, String> texts(String name) throws ToolException {
    var texts = new LinkedHashMap<String, String>();
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return texts;
    }
    if (!value.isObject()) {
      throw invalid("\"" + name + "\" must be an object");
    }
    for (var field : value.properties()) {
      if (!field.getValue().isValueNode() || field.getValue().isNull()) {
        throw invalid("\"" + name + "\" must have strings as values");
      }
      texts.put(field.getKey(), field.getValue().asText());
    }
    return texts;
  }

  static ToolException invalid(String message) {
    return new ToolException(
        ToolErrorCode.INVALID_ARGUMENTS,
        message,
        "Call the tool again with arguments that match its schema.");
  }
}
