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
 * Informer store that removes the parts of an object nothing reads, so that thousands of runs fit
 * into memory. A transcript can have 700 KiB, and most of a pod is its spec.
 */
final class TrimmingItemStore<T extends HasMetadata> extends BasicItemStore<T> {
  private final Consumer<T> trimmer;

  private TrimmingItemStore(Consumer<T> trimmer) {
    super(Cache::metaNamespaceKeyFunc);
    this.trimmer = trimmer;
  }

  static TrimmingItemStore<Pod> ofPods() {
    return new TrimmingItemStore<>(pod -> pod.setSpec(null));
  }

  /**
   * Keeps the named keys of signed data. Any client can set the operator's label, so data without a
   * valid signature is removed. A signature covers all data, so the remaining data is signed again.
   */
  static TrimmingItemStore<ConfigMap> ofConfigMaps(ConfigMapSigner signer, Set<String> keys) {
    return new TrimmingItemStore<>(map -> {
      String run = map.getMetadata().getLabels().getOrDefault(SympoziumLabels.LABEL_RUN_UID, "");
      map.setBinaryData(null);
      map.getMetadata().setAnnotations(null);
      if (!signer.verify(run, map.getData())) {
        map.setData(null);
        return;
      }
      map.getData().keySet().retainAll(keys);
      map.setData(signer.sign(run, map.getData()));
    });
  }

  @Override
  public T put(String key, T object) {
    trimmer.accept(object);
    return super.put(key, object);
  }
}
