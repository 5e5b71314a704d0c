package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.tls.ConfigMapSigner;
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
final class TrimmingItemStore<T extends HasMetadata> extends BasicItemStore<T> {
  private final Consumer<T> slim;

  private TrimmingItemStore(Consumer<T> slim) {
    super(Cache::metaNamespaceKeyFunc);
    this.slim = slim;
  }

  static TrimmingItemStore<Pod> ofPods() {
    return new TrimmingItemStore<>(pod -> pod.setSpec(null));
  }

  /** A seal is on all data together; where it held, it is put anew on those that are kept. */
  static TrimmingItemStore<ConfigMap> ofConfigMaps(ConfigMapSigner seal, Set<String> keys) {
    return new TrimmingItemStore<>(map -> {
      if (map.getData() == null) {
        return;
      }
      String run = map.getMetadata().getLabels().getOrDefault(SympoziumLabels.LABEL_RUN_UID, "");
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
