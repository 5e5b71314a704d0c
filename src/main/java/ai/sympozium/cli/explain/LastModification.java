package ai.sympozium.cli.explain;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.Optional;

/**
 * The last change of an object, without changes of its status, from its managedFields.
 *
 * @param program name that the client gave itself; not verified by the API server
 * @param time RFC 3339
 */
record LastModification(String program, String time) {
  static Optional<LastModification> of(ObjectMeta meta) {
    if (meta.getManagedFields() == null) {
      return Optional.empty();
    }
    return meta.getManagedFields().stream()
        .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
        .filter(entry -> entry.getTime() != null && entry.getManager() != null)
        .max(Comparator.comparing(ManagedFieldsEntry::getTime))
        .map(entry -> new LastModification(entry.getManager(), entry.getTime()));
  }
}
