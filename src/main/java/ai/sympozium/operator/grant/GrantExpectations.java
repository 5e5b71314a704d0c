package ai.sympozium.operator.grant;

import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this process itself knows of the objects of living grants: an object that is still at the
 * version we made it with is ours and can be deleted without being read before. Gone with the
 * process; then the API server is asked.
 */
@ApplicationScoped
class GrantExpectations {
  private static final Known DELETED = new Known(null);
  private static final Known UNKNOWN = new Known(null);

  private final ConcurrentHashMap<Key, Known> objects = new ConcurrentHashMap<>();

  /** The name of a grant's objects is unique in the cluster. */
  private record Key(String kind, String name) {
    static Key of(HasMetadata object) {
      return new Key(object.getKind(), object.getMetadata().getName());
    }
  }

  private record Known(@Nullable String version) {}

  void made(HasMetadata object) {
    objects.put(Key.of(object), new Known(object.getMetadata().getResourceVersion()));
  }

  void deleted(HasMetadata object) {
    objects.put(Key.of(object), DELETED);
  }

  boolean isDeleted(HasMetadata object) {
    return objects.get(Key.of(object)) == DELETED;
  }

  @Nullable String version(HasMetadata object) {
    return objects.getOrDefault(Key.of(object), UNKNOWN).version();
  }

  void forget(List<HasMetadata> gone) {
    gone.forEach(object -> objects.remove(Key.of(object)));
  }
}
