package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON trees, and reads their fields with checks of the type.
 *
 * <p>It uses the streaming parser and generator. An {@code ObjectMapper} would do the same, but its
 * first value takes 55 ms of CPU time instead of 19 ms, with the classes in an archive. Every
 * container of every run would wait for it.
 */
public final class JsonTrees {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .build();

  private JsonTrees() {}

  public static ObjectNode object() {
    return NODES.objectNode();
  }

  public static ArrayNode array(List<String> texts) {
    var array = NODES.arrayNode(texts.size());
    texts.forEach(array::add);
    return array;
  }

  /** Reads exactly one JSON value. */
  public static JsonNode read(byte[] utf8) throws IOException {
    try (var parser = FACTORY.createParser(utf8)) {
      return readAll(parser);
    }
  }

  /** Reads exactly one JSON value. */
  public static JsonNode read(String text) throws IOException {
    try (var parser = FACTORY.createParser(text)) {
      return readAll(parser);
    }
  }

  /** Reads exactly one JSON object. */
  public static ObjectNode readObject(byte[] utf8) throws IOException {
    return asObject(read(utf8));
  }

  /** Reads exactly one JSON object. */
  public static ObjectNode readObject(String text) throws IOException {
    return asObject(read(text));
  }

  /** Writes a value on one line. */
  public static String write(JsonNode node) {
    var text = new StringWriter();
    try (var generator = FACTORY.createGenerator(text)) {
      write(node, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Writes a value on one line in UTF-8. Unpaired surrogates, which a model's escapes can contain,
   * become question marks.
   */
  public static byte[] writeBytes(JsonNode node) {
    return write(node).getBytes(UTF_8);
  }

  /** Returns the text of a field, or null if it is absent or null. */
  public static @Nullable String text(JsonNode object, String name) throws JsonShapeException {
    var value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new JsonShapeException("\"" + name + "\" must be a string");
    }
    return value.textValue();
  }

  /** Returns the text of a field. */
  public static String requiredText(JsonNode object, String name) throws JsonShapeException {
    var text = text(object, name);
    if (text == null) {
      throw new JsonShapeException("\"" + name + "\" is missing");
    }
    return text;
  }

  /** Returns the texts of a field; empty if it is absent or null. */
  public static List<String> texts(JsonNode object, String name) throws JsonShapeException {
    var texts = new ArrayList<String>();
    for (var value : array(object, name)) {
      if (!value.isTextual()) {
        throw new JsonShapeException("\"" + name + "\" must contain strings only");
      }
      texts.add(value.textValue());
    }
    return List.copyOf(texts);
  }

  /** Returns the values of a field; empty if it is absent or null. */
  public static List<JsonNode> array(JsonNode object, String name) throws JsonShapeException {
    var value = object.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new JsonShapeException("\"" + name + "\" must be an array");
    }
    var values = new ArrayList<JsonNode>();
    value.forEach(values::add);
    return List.copyOf(values);
  }

  /** Returns the whole number of a field, or the default if it is absent or null. */
  public static long number(JsonNode object, String name, long defaultValue)
      throws JsonShapeException {
    var value = object.get(name);
    if (value == null || value.isNull()) {
      return defaultValue;
    }
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw new JsonShapeException("\"" + name + "\" must be a whole number");
    }
    return value.longValue();
  }

  /** Returns the boolean of a field; false if it is absent or null. */
  public static boolean flag(JsonNode object, String name) throws JsonShapeException {
    var value = object.get(name);
    if (value == null || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw new JsonShapeException("\"" + name + "\" must be true or false");
    }
    return value.booleanValue();
  }

  /** Sets a field unless its text is null or empty. */
  public static void putUnlessEmpty(ObjectNode object, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      object.put(name, text);
    }
  }

  private static ObjectNode asObject(JsonNode node) throws JsonShapeException {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new JsonShapeException("a JSON object is expected");
  }

  private static JsonNode readAll(JsonParser parser) throws IOException {
    var first = parser.nextToken();
    if (first == null) {
      throw new JsonShapeException("the input is empty");
    }
    var node = readValue(parser, first);
    if (parser.nextToken() != null) {
      throw new JsonShapeException("the input contains more than one JSON value");
    }
    return node;
  }

  private static JsonNode readValue(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        var object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          object.set(name, readValue(parser, parser.nextToken()));
        }
        yield object;
      }
      case START_ARRAY -> {
        var array = NODES.arrayNode();
        for (var next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          array.add(readValue(parser, next));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new JsonShapeException("the input is incomplete");
    };
  }

  private static void write(JsonNode node, JsonGenerator generator) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (var field : node.properties()) {
          generator.writeFieldName(field.getKey());
          write(field.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (var element : node) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.textValue());
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NUMBER -> generator.writeNumber(node.asText());
      default -> generator.writeNull();
    }
  }
}
