package ai.sympozium.operator.crd;

import static java.util.Map.entry;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds every string, list and map of a schema that an annotation has not bounded. The operator
 * caches objects of every tenant, so no field may have any size. The operator truncates what it
 * writes to a status below these bounds.
 */
final class SchemaBounds {
  /** The limit of names of objects, which most fields are. */
  private static final long NAME = 253;

  private static final long LIST = 64;
  private static final long MAP = 32;

  /** A label key: a prefix of 253 characters, a slash and a name of 63. */
  private static final long MAP_KEY = 317;

  /** Characters of strings by the name of their field. All others have the length of a name. */
  private static final Map<String, Long> STRINGS =
      Map.ofEntries(
          entry("baseURL", 2048L),
          entry("sessionKey", 1024L),
          entry("params", 1024L),
          entry("env", 4096L),
          entry("providerHeaders", 2048L),
          entry("image", 1024L),
          entry("secretMountPath", 1024L),
          entry("value", 8192L),
          entry("source", 1024L),
          entry("network", 1024L),
          entry("requiredPrograms", 1024L),
          entry("requiredTools", 1024L),
          entry("description", 4096L),
          entry("content", 262_144L),
          entry("exec", 4096L),
          entry("command", 4096L),
          entry("result", 8192L),
          entry("error", 8192L),
          entry("skills", 1024L),
          entry("message", 32_768L),
          entry("reason", 1024L),
          entry("type", 316L));

  /** Items of lists by the name of their field. */
  private static final Map<String, Long> LISTS =
      Map.of(
          "imagePullSecrets", 32L,
          "conditions", 16L,
          "resourceNames", 256L);

  private SchemaBounds() {}

  /** Bounds a schema and everything below it. */
  static void apply(JSONSchemaProps root) {
    apply("", "", root);
  }

  private static void apply(String path, String name, JSONSchemaProps schema) {
    JSONSchemaProps item = schema.getItems() == null ? null : schema.getItems().getSchema();
    JSONSchemaProps value =
        schema.getAdditionalProperties() == null
            ? null
            : schema.getAdditionalProperties().getSchema();
    switch (schema.getType()) {
      case null -> {
        // A field of several types, which original-fields.yaml bounds.
      }
      case "string" -> boundString(name, schema);
      case "array" -> {
        if (schema.getMaxItems() == null) {
          // A status has one entry per skill of the run.
          schema.setMaxItems(path.equals(".status.skills") ? 16 : LISTS.getOrDefault(name, LIST));
        }
      }
      default -> {
        if (value != null) {
          boundMap(path, schema);
        }
      }
    }
    schema.getProperties().forEach((field, child) -> apply(path + "." + field, field, child));
    applyIfPresent(path + "[]", name, item);
    applyIfPresent(path + "{}", name, value);
  }

  private static void applyIfPresent(String path, String name, @Nullable JSONSchemaProps schema) {
    if (schema != null) {
      apply(path, name, schema);
    }
  }

  private static void boundString(String name, JSONSchemaProps schema) {
    boolean enumerated = schema.getEnum() != null && !schema.getEnum().isEmpty();
    if (schema.getMaxLength() == null && !enumerated) {
      schema.setMaxLength(STRINGS.getOrDefault(name, NAME));
    }
  }

  /** A schema has no bound for keys, so a rule has it. */
  private static void boundMap(String path, JSONSchemaProps schema) {
    if (schema.getMaxProperties() == null) {
      schema.setMaxProperties(MAP);
    }
    ValidationRule rule = new ValidationRule();
    rule.setRule("self.all(key, key.size() <= " + MAP_KEY + ")");
    rule.setMessage(
        path.substring(1)
            + ": A key is too long. Use at most "
            + MAP_KEY
            + " characters for each key.");
    schema.setXKubernetesValidations(List.of(rule));
  }
}
