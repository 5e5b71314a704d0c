package ai.sympozium.integration;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the API server stored at a moment, without those that components renew and
 * without admission policies. They can be restored after requests that should have been denied.
 */
final class StoredObjects {
  private static final Set<String> IGNORED =
      Set.of("events", "leases", "endpointslices", "ipaddresses", "validatingadmissionpolicies");

  private final List<Kind> kinds = kinds();
  private final Set<String> namespaces = namespaces();
  private final Map<Key, GenericKubernetesResource> objects = read();

  private StoredObjects() {}

  static StoredObjects now() {
    return new StoredObjects();
  }

  private record Kind(String group, String version, APIResource resource) {
    ResourceDefinitionContext context() {
      return new ResourceDefinitionContext.Builder()
          .withGroup(group)
          .withVersion(version)
          .withKind(resource.getKind())
          .withPlural(resource.getName())
          .withNamespaced(resource.getNamespaced())
          .build();
    }
  }

  private record Key(Kind kind, @Nullable String namespace, String name) {
    static Key of(Kind kind, GenericKubernetesResource object) {
      ObjectMeta metadata = object.getMetadata();
      return new Key(kind, metadata.getNamespace(), metadata.getName());
    }

    String describe() {
      return kind.resource().getName() + (namespace == null ? " " : " " + namespace + "/") + name;
    }
  }

  /**
   * Deletes new objects, creates those that are absent, and replaces those that are changed.
   * Objects of new namespaces stay.
   *
   * @return what was done
   */
  List<String> restore() {
    Map<Key, GenericKubernetesResource> present = read();
    List<String> restored = new ArrayList<>();
    present.forEach((key, object) -> {
      if (!objects.containsKey(key) && !object.isMarkedForDeletion()) {
        restored.add(attempt("deleted", key, () -> delete(key, object)));
      }
    });
    objects.forEach((key, object) -> {
      GenericKubernetesResource now = present.get(key);
      if (now == null) {
        restored.add(attempt("created", key, () -> resource(key, writable(object)).create()));
      } else if (!content(object).equals(content(now))) {
        restored.add(attempt("replaced", key, () -> resource(key, writable(object)).update()));
      }
    });
    return restored;
  }

  /** A failure is only reported: a controller can restore the same object. */
  private static String attempt(String done, Key key, Runnable action) {
    try {
      action.run();
      return done + " " + key.describe();
    } catch (KubernetesClientException e) {
      return "not " + done + " " + key.describe() + ": " + e.getMessage();
    }
  }

  private static void delete(Key key, GenericKubernetesResource object) {
    if (!object.getMetadata().getFinalizers().isEmpty()) {
      GenericKubernetesResource unfinalized = writable(object);
      unfinalized.getMetadata().setFinalizers(List.of());
      resource(key, unfinalized).update();
    }
    resource(key, object).withGracePeriod(0).delete();
  }

  /** Returns a copy that the API server accepts whatever the stored version is. */
  private static GenericKubernetesResource writable(GenericKubernetesResource object) {
    GenericKubernetesResource copy = TestCluster.ADMIN.getKubernetesSerialization().clone(object);
    copy.getMetadata().setResourceVersion(null);
    copy.getMetadata().setUid(null);
    return copy;
  }

  private static Resource<GenericKubernetesResource> resource(
      Key key, GenericKubernetesResource object) {
    var resources = TestCluster.ADMIN.genericKubernetesResources(key.kind().context());
    return key.namespace() == null
        ? resources.resource(object)
        : resources.inNamespace(key.namespace()).resource(object);
  }

  private static List<Object> content(GenericKubernetesResource object) {
    ObjectMeta metadata = object.getMetadata();
    Map<String, Object> others = new HashMap<>(object.getAdditionalProperties());
    others.remove("status");
    return List.of(
        others,
        Objects.requireNonNullElse(metadata.getLabels(), Map.of()),
        Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()),
        metadata.getFinalizers(),
        metadata.getOwnerReferences());
  }

  private Map<Key, GenericKubernetesResource> read() {
    Map<Key, GenericKubernetesResource> read = new HashMap<>();
    for (Kind kind : kinds) {
      TestCluster.ADMIN
          .genericKubernetesResources(kind.context())
          .inAnyNamespace()
          .list()
          .getItems()
          .stream()
          .filter(this::isIncluded)
          .forEach(object -> read.put(Key.of(kind, object), object));
    }
    return read;
  }

  private boolean isIncluded(GenericKubernetesResource object) {
    String namespace =
        object.getKind().equals("Namespace")
            ? object.getMetadata().getName()
            : object.getMetadata().getNamespace();
    return namespace == null || namespaces.contains(namespace);
  }

  private static Set<String> namespaces() {
    return TestCluster.ADMIN.namespaces().list().getItems().stream()
        .filter(namespace -> !namespace.isMarkedForDeletion())
        .map(namespace -> namespace.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private static List<Kind> kinds() {
    Stream<GroupVersionForDiscovery> groups =
        TestCluster.ADMIN.getApiGroups().getGroups().stream().map(APIGroup::getPreferredVersion);
    return Stream.concat(Stream.of("v1"), groups.map(GroupVersionForDiscovery::getGroupVersion))
        .flatMap(StoredObjects::kinds)
        .toList();
  }

  private static Stream<Kind> kinds(String groupVersion) {
    int slash = groupVersion.indexOf('/');
    String group = groupVersion.substring(0, Math.max(slash, 0));
    String version = groupVersion.substring(slash + 1);
    return TestCluster.ADMIN.getApiResources(groupVersion).getResources().stream()
        .filter(resource -> resource.getVerbs().containsAll(List.of("list", "create", "delete")))
        .filter(resource -> !IGNORED.contains(resource.getName()))
        .map(resource -> new Kind(group, version, resource));
  }
}
