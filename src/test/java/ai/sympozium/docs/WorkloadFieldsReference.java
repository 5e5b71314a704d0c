package ai.sympozium.docs;

import static ai.sympozium.docs.MarkdownTable.code;

import ai.sympozium.workload.FieldRule;
import ai.sympozium.workload.FieldRule.Kind;
import ai.sympozium.workload.WorkloadFields;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** Generates the table of the fields that a skill's workload can only have with a condition. */
final class WorkloadFieldsReference {
  private WorkloadFieldsReference() {}

  static String generate() {
    MarkdownTable table = new MarkdownTable("field", "condition", "reason");
    WorkloadFields.read()
        .checked()
        .forEach((type, fields) ->
            fields.forEach((field, rule) -> {
              String condition = condition(rule);
              if (!condition.isEmpty()) {
                table.row(code(type + "." + field), condition, rule.reason());
              }
            }));
    return table.toString();
  }

  private static String condition(FieldRule rule) {
    String prefix = rule.prefix().map(p -> "must not start with " + code(p)).orElse("");
    if (rule.need().isPresent()) {
      return permission(rule.need().get(), rule) + (prefix.isEmpty() ? "" : ", " + prefix);
    }
    if (rule.kind() == Kind.FORBIDDEN) {
      return rule.allowed().isEmpty() ? "not allowed" : "only " + values(rule);
    }
    return prefix;
  }

  private static String permission(FieldRule.Need need, FieldRule rule) {
    String resource = need.resource() + (need.group().isEmpty() ? "" : "." + need.group());
    String text = "verb " + code(need.verb()) + " on " + code(resource);
    return rule.allowed().isEmpty() ? text : text + ", except " + values(rule);
  }

  private static String values(FieldRule rule) {
    return rule.allowed().stream().map(JsonNode::toString).collect(Collectors.joining(", "));
  }
}
