package ai.sympozium.operator.grant;

import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the grant objects that this process created, so that they can be deleted without a
 * read: the deletion carries the recorded resourceVersion as precondition. After a restart the
 * objects are read instead.
 */
@ApplicationScoped
class GrantExpectations {
  private static final Expected DELETED = new Expected(null);
  private static final Expected UNKNOWN = new Expected(null);

  private final ConcurrentHashMap<Key, Expected> objects = new ConcurrentHashMap<>();

  /** The name of a grant's objects is unique in the cluster. */
  private record Key(String kind, String name) {
    static Key of(HasMetadata object) {
      return new Key(object.getKind(), object.getMetadata().getName());
    }
  }

  private record Expected(@Nullable String version) {}

  void created(HasMetadata object) {
    objects.put(Key.of(object), new Expected(object.getMetadata().getResourceVersion()));
  }

  void deleted(HasMetadata object) {
    objects.put(Key.of(object), DELETED);
  }

  boolean isDeleted(HasMetadata object) {
    return objects.get(Key.of(object)) == DELETED;
  }

  /** The resourceVersion at creation, unless the object is unknown or deleted. */
  @Nullable String version(HasMetadata object) {
    return objects.getOrDefault(Key.of(object), UNKNOWN).version();
  }

  void forget(List<HasMetadata> forgotten) {
    forgotten.forEach(object -> objects.remove(Key.of(object)));
  }
}
