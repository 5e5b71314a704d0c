package ai.sympozium.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads helm/sympozium/files/workload-fields.yaml.
 *
 * @param checked classes of the fields of each type that the policy checks
 * @param unchecked fields of the types that are harmless
 * @param same types with the fields of another type
 */
public record WorkloadFields(
    Map<String, Map<String, FieldRule>> checked,
    Map<String, Set<String>> unchecked,
    Map<String, String> same) {
  private static final Path FILE = Path.of("helm/sympozium/files/workload-fields.yaml");

  /** Reads the file of the chart. */
  public static WorkloadFields read() {
    try {
      return of(YAMLMapper.builder().build().readTree(FILE.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WorkloadFields of(JsonNode file) {
    Map<String, Map<String, FieldRule>> checked = new LinkedHashMap<>();
    file.path("checked")
        .properties()
        .forEach(type -> {
          Map<String, FieldRule> rules = new LinkedHashMap<>();
          type.getValue()
              .properties()
              .forEach(field -> rules.put(field.getKey(), FieldRule.of(field.getValue())));
          checked.put(type.getKey(), rules);
        });
    Map<String, Set<String>> unchecked = new TreeMap<>();
    file.path("unchecked")
        .properties()
        .forEach(type -> {
          Set<String> fields = new TreeSet<>();
          type.getValue().path("fields").forEach(field -> fields.add(field.asText()));
          unchecked.put(type.getKey(), fields);
        });
    Map<String, String> same = new TreeMap<>();
    file.path("same").properties().forEach(e -> same.put(e.getKey(), e.getValue().asText()));
    return new WorkloadFields(checked, unchecked, same);
  }

  /** Compares the classification with a schema. Returns a sentence for each difference. */
  public List<String> differences(WorkloadSchema schema) {
    List<String> found = new ArrayList<>();
    Map<String, Set<String>> existing = new TreeMap<>();
    Set<String> seen = new HashSet<>(WorkloadSchema.ROOTS);
    Queue<String> types = new ArrayDeque<>(WorkloadSchema.ROOTS);
    for (String type = types.poll(); type != null; type = types.poll()) {
      String name = same.getOrDefault(type, type);
      SortedMap<String, String> fields = schema.types().getOrDefault(type, new TreeMap<>());
      existing.computeIfAbsent(name, key -> new TreeSet<>()).addAll(fields.keySet());
      for (Map.Entry<String, String> field : fields.entrySet()) {
        Optional<String> nested = schema.nested(field.getValue());
        difference(name, field.getKey(), nested).ifPresent(found::add);
        nested
            .filter(t -> !isForbidden(name, field.getKey()))
            .filter(seen::add)
            .ifPresent(types::add);
      }
    }
    checked.forEach((type, rules) -> addStale(type, rules.keySet(), existing, found));
    unchecked.forEach((type, fields) -> addStale(type, fields, existing, found));
    return found;
  }

  private boolean isForbidden(String type, String field) {
    FieldRule rule = checked.getOrDefault(type, Map.of()).get(field);
    return rule != null && rule.kind() == FieldRule.Kind.FORBIDDEN && rule.allowed().isEmpty();
  }

  private Optional<String> difference(String type, String field, Optional<String> nested) {
    FieldRule rule = checked.getOrDefault(type, Map.of()).get(field);
    if (rule == null) {
      return unchecked.getOrDefault(type, Set.of()).contains(field)
          ? Optional.empty()
          : Optional.of(
              type
                  + "."
                  + field
                  + ": is not classified. Add it to "
                  + FILE
                  + " as harmless, held or forbidden, with a reason.");
    }
    Optional<String> expected = nested.map(t -> same.getOrDefault(t, t));
    return isForbidden(type, field) || rule.type().equals(expected)
        ? Optional.empty()
        : Optional.of(
            type
                + "."
                + field
                + ": has type "
                + expected
                + ", not "
                + rule.type()
                + ". Correct it.");
  }

  private static void addStale(
      String type, Set<String> fields, Map<String, Set<String>> existing, List<String> found) {
    Set<String> stale = new TreeSet<>(fields);
    stale.removeAll(existing.getOrDefault(type, Set.of()));
    stale.forEach(field ->
        found.add(type + "." + field + ": does not exist in this Kubernetes version. Remove it."));
  }
}
