package ai.sympozium.operator.run;

import ai.sympozium.api.Sympozium;
import ai.sympozium.operator.certificate.Seal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
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

  /** A seal is on all data together; where it held, it is put anew on those that are kept. */
  static SlimStore<ConfigMap> ofConfigMaps(Seal seal, Set<String> keys) {
    return new SlimStore<>(map -> {
      if (map.getData() == null) {
        return;
      }
      String run = map.getMetadata().getLabels().getOrDefault(Sympozium.LABEL_RUN_UID, "");
      boolean held = seal.holds(run, map.getData());
      map.getData().keySet().retainAll(keys);
      if (held) {
        map.setData(seal.on(run, map.getData()));
      }
    });
  }

  @Override
  public T put(String key, T object) {
    slim.accept(object);
    return super.put(key, object);
  }
}
