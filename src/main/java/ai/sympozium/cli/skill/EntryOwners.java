package ai.sympozium.cli.skill;

import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the clients that own an entry of {@code spec.skills} by server-side apply. */
final class EntryOwners {
  private EntryOwners() {}

  static Stream<String> of(SympoziumInstance instance, String pack) {
    String key = "k:{\"skillPackRef\":\"" + pack + "\"}";
    return instance.getMetadata().getManagedFields().stream()
        .filter(entry -> "Apply".equals(entry.getOperation()))
        .filter(entry -> owns(entry.getFieldsV1(), key))
        .map(ManagedFieldsEntry::getManager);
  }

  private static boolean owns(FieldsV1 fields, String key) {
    return fields.getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.get("f:skills") instanceof Map<?, ?> skills
        && skills.containsKey(key);
  }
}
