package ai.sympozium.docs;

import static ai.sympozium.docs.MarkdownTable.code;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Lists the fields of the kinds from the CRDs of the chart. */
final class KindsReference {
  private static final Path CRDS = Path.of("helm/sympozium/crds");

  private KindsReference() {}

  static String generate() {
    return TextFiles.below(CRDS).stream()
        .map(file -> kind(Serialization.unmarshal(TextFiles.read(file), JsonNode.class)))
        .collect(Collectors.joining("\n"));
  }

  private static String kind(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    JsonNode names = spec.path("names");
    JsonNode version = spec.path("versions").path(0);
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    MarkdownTable table = new MarkdownTable("field", "type", "meaning");
    for (String part : List.of("spec", "status")) {
      fields(table, part, schema.path("properties").path(part));
    }
    return "## %s\n%s\n\n`%s/%s`, plural `%s`, short `%s`.\nColumns: %s.\n\n%s"
        .formatted(
            names.path("kind").asText(),
            schema.path("description").asText(),
            spec.path("group").asText(),
            version.path("name").asText(),
            names.path("plural").asText(),
            texts(names.path("shortNames")),
            columns(version.path("additionalPrinterColumns")),
            table);
  }

  private static String columns(JsonNode columns) {
    var wide =
        StreamSupport.stream(columns.spliterator(), false)
            .collect(
                Collectors.partitioningBy(
                    column -> column.path("priority").asInt() > 0,
                    Collectors.mapping(
                        column -> column.path("name").asText(), Collectors.joining(", "))));
    String more = wide.getOrDefault(true, "");
    return wide.get(false) + (more.isEmpty() ? "" : ".\nWith `-o wide` also " + more);
  }

  private static void fields(MarkdownTable table, String path, JsonNode schema) {
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          String name = path + "." + property.getKey();
          JsonNode field = property.getValue();
          table.row(
              code(name),
              type(field) + (isRequired(schema, property.getKey()) ? ", required" : ""),
              meaning(field));
          fields(table, name, field);
          fields(table, name + "[]", field.path("items"));
          fields(table, name + ".*", field.path("additionalProperties"));
        });
  }

  private static boolean isRequired(JsonNode schema, String name) {
    return StreamSupport.stream(schema.path("required").spliterator(), false)
        .anyMatch(required -> required.asText().equals(name));
  }

  private static String type(JsonNode field) {
    if (field.has("items")) {
      return "list of " + field.path("items").path("type").asText("any");
    }
    if (field.has("additionalProperties")) {
      return "map of " + field.path("additionalProperties").path("type").asText("any");
    }
    return field.has("x-kubernetes-int-or-string")
        ? "integer or string"
        : field.path("type").asText("any");
  }

  private static String meaning(JsonNode field) {
    List<String> parts = new ArrayList<>();
    parts.add(field.path("description").asText());
    if (field.has("enum")) {
      parts.add("One of `%s`.".formatted(texts(field.path("enum"))));
    }
    if (!field.path("default").asText().isEmpty()) {
      parts.add("Default: `%s`.".formatted(field.path("default").asText()));
    }
    if (field.has("minimum") || field.has("maximum")) {
      parts.add(range(field));
    }
    if (field.has("maxLength")) {
      parts.add("At most %s characters.".formatted(field.path("maxLength").asText()));
    }
    if (field.has("maxItems")) {
      parts.add("At most %s items.".formatted(field.path("maxItems").asText()));
    }
    return String.join(" ", parts);
  }

  private static String range(JsonNode field) {
    if (!field.has("maximum")) {
      return "At least %s.".formatted(number(field.path("minimum")));
    }
    String maximum = number(field.path("maximum"));
    return field.has("minimum")
        ? "Range: %s to %s.".formatted(number(field.path("minimum")), maximum)
        : "At most %s.".formatted(maximum);
  }

  private static String number(JsonNode value) {
    return value.decimalValue().stripTrailingZeros().toPlainString();
  }

  private static String texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(value -> value.isNull() ? "null" : value.asText())
        .collect(Collectors.joining("`, `", "", ""));
  }
}
