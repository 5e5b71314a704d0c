package ai.sympozium.cli.skill;

import ai.sympozium.api.SympoziumInstance;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the clients that own an entry of {@code spec.skills} by server-side apply. */
final class EntryOwners {
  private static final String KEY = "k:";

  private EntryOwners() {}

  static Stream<String> of(SympoziumInstance instance, String pack) {
    return instance.getMetadata().getManagedFields().stream()
        .filter(entry -> "Apply".equals(entry.getOperation()))
        .filter(entry -> owns(entry.getFieldsV1(), pack))
        .map(ManagedFieldsEntry::getManager);
  }

  private static boolean owns(FieldsV1 fields, String pack) {
    return fields.getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.get("f:skills") instanceof Map<?, ?> skills
        && skills.keySet().stream().anyMatch(key -> isKeyOf(pack, String.valueOf(key)));
  }

  /** A key is {@code k:} and the values of all keys of the list, as JSON. */
  private static boolean isKeyOf(String pack, String key) {
    return key.startsWith(KEY)
        && pack.equals(
            Serialization.unmarshal(key.substring(KEY.length()), JsonNode.class)
                .path("skillPackRef")
                .asText());
  }
}
