package ai.sympozium.agent.call;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Converts arguments of a wrong type if they have one possible meaning in the tool's schema. */
public final class ArgumentCoercion {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ArgumentCoercion() {}

  /**
   * Reads the arguments of a call.
   *
   * @throws IOException if they are not a JSON object
   */
  public static ObjectNode read(String text, JsonNode schema) throws IOException {
    if (text.isBlank()) {
      return JsonTrees.object();
    }
    var json = JsonTrees.read(text);
    // Some models encode the object twice.
    var object = json.isTextual() ? JsonTrees.readObject(json.textValue()) : json;
    if (!(object instanceof ObjectNode arguments)) {
      return JsonTrees.readObject(text);
    }
    convertMembers(arguments, schema);
    return arguments;
  }

  private static void convertMembers(ObjectNode object, JsonNode schema) {
    for (var property : schema.path("properties").properties()) {
      var value = object.get(property.getKey());
      if (value != null) {
        object.set(property.getKey(), converted(value, property.getValue()));
      }
    }
  }

  private static JsonNode converted(JsonNode value, JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "integer" -> integer(value);
      case "number" -> value.isTextual() ? number(value) : value;
      case "boolean" -> flag(value);
      case "string" -> text(value);
      case "array" -> array(value, schema.path("items"));
      case "object" -> object(value, schema);
      default -> value;
    };
  }

  private static JsonNode integer(JsonNode value) {
    var text = value.asText().strip();
    return (value.isTextual() || value.isNumber()) && text.matches("-?\\d{1,18}(\\.0+)?")
        ? NODES.numberNode(Long.parseLong(text.replaceFirst("\\.0+$", "")))
        : value;
  }

  private static JsonNode number(JsonNode value) {
    try {
      return NODES.numberNode(Double.parseDouble(value.textValue().strip()));
    } catch (NumberFormatException e) {
      return value;
    }
  }

  private static JsonNode flag(JsonNode value) {
    return switch (value.asText().strip()) {
      case "true", "True", "1" -> NODES.booleanNode(true);
      case "false", "False", "0" -> NODES.booleanNode(false);
      default -> value;
    };
  }

  private static JsonNode text(JsonNode value) {
    if (value.isArray() && value.size() == 1) {
      return text(value.path(0));
    }
    return value.isNumber() || value.isBoolean() ? NODES.textNode(value.asText()) : value;
  }

  private static JsonNode array(JsonNode value, JsonNode items) {
    if (value.isNull()) {
      return value;
    }
    var array = value.isTextual() ? parsed(value) : value;
    if (!(array instanceof ArrayNode)) {
      array = NODES.arrayNode().add(array);
    }
    var converted = NODES.arrayNode();
    array.forEach(element -> converted.add(converted(element, items)));
    return converted;
  }

  private static JsonNode object(JsonNode value, JsonNode schema) {
    var object = value.isTextual() ? parsed(value) : value;
    if (!(object instanceof ObjectNode node)) {
      return value;
    }
    convertMembers(node, schema);
    return node;
  }

  /** Returns the array or object that a text contains, or the text. */
  private static JsonNode parsed(JsonNode text) {
    try {
      var json = JsonTrees.read(text.textValue());
      return json.isContainerNode() ? json : text;
    } catch (IOException e) {
      return text;
    }
  }
}
