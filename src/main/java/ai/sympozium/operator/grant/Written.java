package ai.sympozium.operator.grant;

import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The versions of the objects that this process made itself and that are not deleted yet: what is
 * still at its version is ours, so that it can be deleted without being read before. Gone with the
 * process; then the API server is asked.
 */
@ApplicationScoped
class Written {
  private final ConcurrentHashMap<Key, String> versions = new ConcurrentHashMap<>();

  private record Key(String kind, String name) {
    /** The name of a grant's objects is unique in the cluster. */
    static Key of(HasMetadata object) {
      return new Key(object.getKind(), object.getMetadata().getName());
    }
  }

  void made(HasMetadata object) {
    versions.put(Key.of(object), object.getMetadata().getResourceVersion());
  }

  /** The version, which is forgotten by this. */
  Optional<String> take(HasMetadata object) {
    return Optional.ofNullable(versions.remove(Key.of(object)));
  }
}
