package ai.sympozium.agent.tool;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Builds the JSON schema of a tool's arguments. */
final class ToolSchema {
  private final ObjectNode schema = JsonTrees.object().put("type", "object");
  private final ObjectNode properties = schema.putObject("properties");
  private final List<String> required = new ArrayList<>();

  ToolSchema requiredString(String name, String description) {
    required.add(name);
    return string(name, description);
  }

  ToolSchema string(String name, String description) {
    property(name, "string").put("description", description);
    return this;
  }

  ToolSchema choice(String name, String description, List<String> values) {
    property(name, "string").put("description", description).set("enum", JsonTrees.array(values));
    return this;
  }

  ToolSchema flag(String name, String description) {
    property(name, "boolean").put("description", description);
    return this;
  }

  /** Adds an array of objects. */
  ToolSchema objects(String name, String description, ToolSchema items) {
    property(name, "array")
        .put("description", description)
        .put("minItems", 1)
        .set("items", items.build());
    return this;
  }

  ToolSchema integer(String name, String description) {
    property(name, "integer").put("description", description);
    return this;
  }

  ToolSchema integer(String name, String description, long defaultValue) {
    property(name, "integer").put("default", defaultValue).put("description", description);
    return this;
  }

  ToolSchema integer(
      String name, String description, long defaultValue, long minimum, long maximum) {
    property(name, "integer")
        .put("minimum", minimum)
        .put("maximum", maximum)
        .put("default", defaultValue)
        .put("description", description);
    return this;
  }

  /** Adds an object whose values are strings. */
  ToolSchema texts(String name, String description) {
    property(name, "object")
        .put("description", description)
        .putObject("additionalProperties")
        .put("type", "string");
    return this;
  }

  /** Makes a property required. */
  ToolSchema require(String name) {
    required.add(name);
    return this;
  }

  ObjectNode build() {
    schema.set("required", JsonTrees.array(required));
    return schema.put("additionalProperties", false);
  }

  private ObjectNode property(String name, String type) {
    return properties.putObject(name).put("type", type);
  }
}
