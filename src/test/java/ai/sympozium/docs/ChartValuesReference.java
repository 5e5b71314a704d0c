package ai.sympozium.docs;

import static ai.sympozium.docs.MarkdownTable.code;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists the values of the chart with their comments in values.yaml. */
final class ChartValuesReference {
  private static final Path VALUES = Path.of("helm/sympozium/values.yaml");
  private static final Path SCHEMA = Path.of("helm/sympozium/values.schema.json");
  private static final Pattern KEY = Pattern.compile("( *)([\\w-]+):(?: +(.*))?");

  private final MarkdownTable table = new MarkdownTable("value", "type", "default", "meaning");
  private final JsonNode schema = Serialization.unmarshal(TextFiles.read(SCHEMA), JsonNode.class);
  private final Deque<Key> parents = new ArrayDeque<>();
  private final List<String> comment = new ArrayList<>();

  private ChartValuesReference() {}

  static String generate() {
    ChartValuesReference reference = new ChartValuesReference();
    TextFiles.read(VALUES).lines().forEach(reference::read);
    return reference.table.toString();
  }

  private void read(String line) {
    Matcher key = KEY.matcher(line);
    if (line.isBlank()) {
      comment.clear();
    } else if (line.strip().startsWith("#")) {
      comment.add(line.strip().substring(1).strip());
    } else if (key.matches()) {
      add(key.group(1).length(), key.group(2), key.group(3) == null ? "" : key.group(3));
      comment.clear();
    }
  }

  private void add(int indent, String name, String value) {
    while (!parents.isEmpty() && parents.getLast().indent() >= indent) {
      parents.removeLast();
    }
    parents.addLast(new Key(indent, name));
    if (!value.isEmpty() || !comment.isEmpty()) {
      table.row(
          code(String.join(".", parents.stream().map(Key::name).toList())),
          type(),
          code(value),
          String.join(" ", comment));
    }
  }

  private String type() {
    JsonNode node = schema;
    for (Key key : parents) {
      JsonNode property = node.path("properties").path(key.name());
      node = property.isMissingNode() ? node.path("additionalProperties") : property;
    }
    return node.has("enum") ? "string" : node.path("type").asText();
  }

  private record Key(int indent, String name) {}
}
