package ai.sympozium.operator.run;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A cache that keeps of each object only what is read from it, so that thousands of runs fit: a
 * transcript may have 700 KiB, and a pod is mostly what we wrote into it ourselves.
 */
final class SlimStore<T extends HasMetadata> extends BasicItemStore<T> {
  private final Consumer<T> slim;

  private SlimStore(Consumer<T> slim) {
    super(Cache::metaNamespaceKeyFunc);
    this.slim = slim;
  }

  static SlimStore<Pod> ofPods() {
    return new SlimStore<>(pod -> pod.setSpec(null));
  }

  static SlimStore<ConfigMap> ofConfigMaps(Set<String> keys) {
    return new SlimStore<>(map -> {
      if (map.getData() != null) {
        map.getData().keySet().retainAll(keys);
      }
    });
  }

  static <T extends HasMetadata> SlimStore<T> of() {
    return new SlimStore<>(object -> {});
  }

  @Override
  public T put(String key, T object) {
    object.getMetadata().setManagedFields(List.of());
    slim.accept(object);
    return super.put(key, object);
  }
}
