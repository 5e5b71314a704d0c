package ai.sympozium.agent.model.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Merges the members of a streamed message that the protocol does not define: reasoning arrives in
 * pieces, signatures and the like arrive once or again in each chunk.
 */
final class MemberMerger {
  private static final Pattern STREAMED = Pattern.compile("reason|think|thought|summary|^text$");
  private static final Pattern ONCE = Pattern.compile("signature|^id$|^type$|format");

  private MemberMerger() {}

  /** Adds all members but the known ones. Absent, null and empty members add nothing. */
  static void merge(ObjectNode target, JsonNode chunk, Set<String> known) {
    for (var member : chunk.properties()) {
      var value = member.getValue();
      if (!known.contains(member.getKey()) && !value.isNull() && !isEmpty(value)) {
        target.set(member.getKey(), merged(member.getKey(), target.get(member.getKey()), value));
      }
    }
  }

  private static JsonNode merged(String name, JsonNode old, JsonNode value) {
    if (old instanceof ObjectNode object && value.isObject()) {
      merge(object, value, Set.of());
      return object;
    }
    if (old instanceof ArrayNode array && value.isArray()) {
      value.forEach(element -> addTo(array, element));
      return array;
    }
    if (old instanceof TextNode && value.isTextual()) {
      return text(name.toLowerCase(Locale.ROOT), old.textValue(), value.textValue());
    }
    return value.deepCopy();
  }

  private static TextNode text(String name, String old, String value) {
    var once = ONCE.matcher(name).find();
    var repeated = old.equals(value) && (once || !STREAMED.matcher(name).find());
    return TextNode.valueOf(repeated || once && name.equals("type") ? old : old + value);
  }

  /** Elements with the same index are parts of one element. */
  private static void addTo(ArrayNode array, JsonNode element) {
    var index = element.path("index");
    for (var old : array) {
      if (index.isNumber() && old.path("index").equals(index) && old instanceof ObjectNode object) {
        merge(object, element, Set.of("index"));
        return;
      }
    }
    array.add(element.deepCopy());
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isTextual() && value.textValue().isEmpty()
        || value.isContainerNode() && value.isEmpty();
  }
}
