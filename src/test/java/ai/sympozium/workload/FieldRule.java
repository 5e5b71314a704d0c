package ai.sympozium.workload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Class of one field.
 *
 * @param type type of the value or of its elements, if that type has fields
 * @param allowed values that need no permission, or that are not forbidden
 * @param prefix forbids values that start with it
 */
public record FieldRule(
    Kind kind,
    String reason,
    Optional<String> type,
    boolean each,
    List<JsonNode> allowed,
    Optional<String> prefix,
    Optional<Need> need) {

  /** The access that a field gives a workload. */
  public enum Kind {
    HARMLESS,
    HELD,
    FORBIDDEN;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Permission that a skill must hold to set a field. */
  public record Need(String verb, String group, String resource, String name) {
    static Need of(JsonNode node) {
      String subresource = node.path("subresource").asText("");
      return new Need(
          node.path("verb").asText(),
          node.path("group").asText(""),
          node.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
          node.path("name").asText());
    }
  }

  static FieldRule of(JsonNode node) {
    List<Kind> kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (node.has(kind.key())) {
        kinds.add(kind);
      }
    }
    if (kinds.size() != 1) {
      throw new IllegalArgumentException("one of harmless, held, forbidden is missing: " + node);
    }
    boolean each = node.has("each");
    Optional<Need> need = Optional.of(node.path("need")).filter(JsonNode::isObject).map(Need::of);
    return new FieldRule(
        kinds.getFirst(),
        node.path(kinds.getFirst().key()).asText(),
        text(node, each ? "each" : "object"),
        each,
        StreamSupport.stream(node.path("allowed").spliterator(), false).toList(),
        text(node, "prefix"),
        node.path("account").asBoolean()
            ? Optional.of(new Need("use", "", "serviceaccounts", "."))
            : need);
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.of(node.path(field).asText("")).filter(text -> !text.isEmpty());
  }
}
