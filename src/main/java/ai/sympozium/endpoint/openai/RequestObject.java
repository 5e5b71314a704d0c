package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Object in the body of a request. Reads members with checks, and reports mistakes with the texts
 * and codes of OpenAI's API. A member that is null counts as absent.
 *
 * @param path path of the object within the body; empty for the body itself
 */
record RequestObject(ObjectNode json, String path) {
  private static final int MAX_METADATA = 16;
  private static final int MAX_METADATA_KEY = 64;
  private static final int MAX_METADATA_VALUE = 512;

  static RequestObject parse(byte[] body) {
    JsonNode json;
    try {
      json = JsonTrees.read(body);
    } catch (IOException e) {
      throw OpenAiException.invalid(
          "We could not parse the JSON body of your request. Send one valid JSON object.",
          null,
          null);
    }
    if (json instanceof ObjectNode object) {
      return new RequestObject(object, "");
    }
    throw OpenAiException.invalid("The body of your request must be a JSON object.", null, null);
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  String param(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  @Nullable String text(String name) {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrongType(name, "a string", value);
    }
    return value.textValue();
  }

  String requiredText(String name) {
    var text = text(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  boolean flag(String name) {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrongType(name, "a boolean", value);
    }
    return value.booleanValue();
  }

  /** Returns a whole number of at least a minimum, or null if it is absent. */
  @Nullable Long integer(String name, long min) {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrongType(name, "an integer", value);
    }
    if (value.longValue() < min) {
      throw OpenAiException.invalid(
          "Invalid '%s': integer below minimum value. Expected a value >= %d, but got %d instead."
              .formatted(param(name), min, value.longValue()),
          param(name),
          "integer_below_min_value");
    }
    return value.longValue();
  }

  /** Checks a number, if it is present. */
  void checkDecimal(String name, double min, double max) {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return;
    }
    if (!value.isNumber()) {
      throw wrongType(name, "a decimal", value);
    }
    if (value.doubleValue() < min) {
      throw range(name, value, "below minimum", ">= " + plain(min), "decimal_below_min_value");
    }
    if (value.doubleValue() > max) {
      throw range(name, value, "above maximum", "<= " + plain(max), "decimal_above_max_value");
    }
  }

  @Nullable RequestObject object(String name) {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value instanceof ObjectNode object) {
      return new RequestObject(object, param(name));
    }
    throw wrongType(name, "an object", value);
  }

  /** Returns the objects of an array that must not be empty. */
  List<RequestObject> requiredObjects(String name) {
    var value = json.get(name);
    if (value == null || value.isNull()) {
      throw missing(name);
    }
    if (value.isArray() && value.isEmpty()) {
      throw OpenAiException.invalid(
          ("Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty"
                  + " array instead.")
              .formatted(param(name)),
          param(name),
          "empty_array");
    }
    return objects(name);
  }

  /** Returns the objects of an array. */
  List<RequestObject> objects(String name) {
    var value = json.path(name);
    if (!value.isArray()) {
      throw wrongType(name, "an array of objects", value);
    }
    var objects = new ArrayList<RequestObject>();
    for (var index = 0; index < value.size(); index++) {
      var element = name + "[" + index + "]";
      if (!(value.get(index) instanceof ObjectNode object)) {
        throw wrongType(element, "an object", value.get(index));
      }
      objects.add(new RequestObject(object, param(element)));
    }
    return objects;
  }

  /** Reads texts that a client attaches to its request. */
  Map<String, String> metadata() {
    var object = object("metadata");
    if (object == null) {
      return Map.of();
    }
    if (object.json.size() > MAX_METADATA) {
      throw OpenAiException.invalid(
          "Invalid 'metadata': too many properties. Expected an object with at most %d properties."
              .formatted(MAX_METADATA),
          "metadata",
          "object_above_max_properties");
    }
    var metadata = new TreeMap<String, String>();
    for (var name : (Iterable<String>) object.json::fieldNames) {
      metadata.put(name, object.requiredText(name));
      if (name.length() > MAX_METADATA_KEY
          || object.requiredText(name).length() > MAX_METADATA_VALUE) {
        throw OpenAiException.invalid(
            "Invalid '%s': string too long. Keys have at most %d characters, and values %d."
                .formatted(object.param(name), MAX_METADATA_KEY, MAX_METADATA_VALUE),
            object.param(name),
            "string_above_max_length");
      }
    }
    return metadata;
  }

  OpenAiException missing(String name) {
    return OpenAiException.invalid(
        "Missing required parameter: '%s'.".formatted(param(name)),
        param(name),
        "missing_required_parameter");
  }

  OpenAiException wrongType(String name, String expected, JsonNode value) {
    return OpenAiException.invalid(
        "Invalid type for '%s': expected %s, but got %s instead."
            .formatted(param(name), expected, type(value)),
        param(name),
        "invalid_type");
  }

  OpenAiException invalidValue(String name, String value, String supported) {
    return OpenAiException.invalid(
        "Invalid value: '%s'. Supported values are: %s.".formatted(value, supported),
        param(name),
        "invalid_value");
  }

  private OpenAiException range(
      String name, JsonNode value, String problem, String expected, String code) {
    return OpenAiException.invalid(
        "Invalid '%s': decimal %s value. Expected a value %s, but got %s instead."
            .formatted(param(name), problem, expected, value.asText()),
        param(name),
        code);
  }

  private static String plain(double limit) {
    return limit == Math.rint(limit)
        ? Long.toString((long) limit)
        : String.format(Locale.ROOT, "%s", limit);
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a string";
      case BOOLEAN -> "a boolean";
      case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal";
      case NULL, MISSING -> "null";
    };
  }
}
