package ai.sympozium.contract;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.InvalidSchemaException;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** JSON schema of a tool's parameters. It comes from a pack, so no part of it is trusted. */
public record ParameterSchema(JsonNode schema) {
  private static final int MAX_CHARACTERS = 16 << 10;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_PROBLEMS = 5;
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  /** Names of parameters that all providers accept. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Returns what is wrong with the schema, as a path below it and a sentence, or null. */
  public @Nullable String problem() {
    if (!schema.isObject() || !"object".equals(schema.path("type").asText())) {
      return ".type: must be object.";
    }
    if (schema.toString().length() > MAX_CHARACTERS) {
      return ": is longer than 16 KiB. Shorten the descriptions.";
    }
    for (var property : schema.path("properties").properties()) {
      if (!NAME.matcher(property.getKey()).matches()) {
        return ".properties: \""
            + property.getKey()
            + "\" is not a name that models accept. Use at most 64 letters, digits, underscores,"
            + " dots and dashes.";
      }
    }
    var problem = problem("", schema, 0);
    return problem != null ? problem : problemOfMetaSchema();
  }

  private @Nullable String problem(String path, JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      return path + ": is nested more than " + MAX_DEPTH + " levels deep. Use a flat schema.";
    }
    if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        var found = problem(path + "[" + i + "]", node.path(i), depth + 1);
        if (found != null) {
          return found;
        }
      }
    }
    for (var member : node.properties()) {
      var found = problem(path, member.getKey(), member.getValue(), depth);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String problem(String parent, String name, JsonNode value, int depth) {
    var path = parent + "." + name;
    if (value.isTextual() && (name.equals("$ref") || name.equals("$dynamicRef"))) {
      return problemOfReference(path, value.textValue());
    }
    if (value.isTextual() && name.equals("$id")) {
      return path + ": is not supported. Remove it.";
    }
    if (value.isTextual() && name.equals("pattern") && !isPattern(value.textValue())) {
      return path + ": is not a regular expression.";
    }
    if (value.isObject() && name.equals("patternProperties")) {
      for (var pattern : value.properties()) {
        if (!isPattern(pattern.getKey())) {
          return path + ": \"" + pattern.getKey() + "\" is not a regular expression.";
        }
      }
    }
    return problem(path, value, depth + 1);
  }

  private @Nullable String problemOfReference(String path, String reference) {
    var target = reference;
    for (var i = 0; i < MAX_DEPTH; i++) {
      if (!target.equals("#")
          && (!target.startsWith("#/") || schema.at(target.substring(1)).isMissingNode())) {
        return path + ": must name a part of this schema. Use a reference such as #/$defs/name.";
      }
      target = schema.at(target.substring(1)).path("$ref").asText("");
      if (target.isEmpty()) {
        return null;
      }
    }
    return path + ": refers to itself. Remove it.";
  }

  private static boolean isPattern(String text) {
    try {
      Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private @Nullable String problemOfMetaSchema() {
    try {
      new ValidatorFactory()
          .withJsonNodeFactory(new JacksonNode.Factory())
          .validate((Object) schema, (Object) JsonTrees.object());
      return null;
    } catch (InvalidSchemaException e) {
      var error = e.getErrors().getFirst();
      return error.getInstanceLocation().replace('/', '.')
          + ": is not a JSON schema: "
          + error.getError()
          + ".";
    } catch (RuntimeException | StackOverflowError e) {
      return ": is not a usable JSON schema: " + e + ".";
    }
  }

  /**
   * Returns whether a check of unsuitable arguments can take any time: it evaluates regular
   * expressions, or follows references, which can be recursive.
   */
  public boolean canTakeLong() {
    return canTakeLong(schema);
  }

  private static boolean canTakeLong(JsonNode node) {
    for (var child : node) {
      if (canTakeLong(child)) {
        return true;
      }
    }
    return node.path("pattern").isTextual()
        || node.path("patternProperties").isObject()
        || REFERENCES.stream().anyMatch(name -> node.path(name).isTextual());
  }

  /** Returns what is wrong with the arguments of a call; empty if they match. */
  public List<String> problems(ObjectNode arguments) {
    try {
      var result =
          new ValidatorFactory()
              .withJsonNodeFactory(new JacksonNode.Factory(null))
              .withDisabledSchemaValidation(true)
              .validate((Object) schema, (Object) arguments);
      return result.getErrors().stream()
          .limit(MAX_PROBLEMS)
          .map(ParameterSchema::describe)
          .toList();
    } catch (RuntimeException | StackOverflowError e) {
      return List.of("the schema of the tool cannot be used: " + e);
    }
  }

  private static String describe(Error error) {
    var place = error.getInstanceLocation();
    // Only the schema false has no keyword.
    var problem = error.getKeyword() == null ? "is not a parameter" : error.getError();
    return place.isEmpty() ? problem : place.substring(1).replace('/', '.') + ": " + problem;
  }
}
