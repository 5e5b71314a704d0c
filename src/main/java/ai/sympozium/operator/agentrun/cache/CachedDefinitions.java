package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.operator.kube.BoundedItemStore;
import ai.sympozium.operator.kube.JsonSize;
import java.util.List;

/**
 * Reduces the packs and instances that plans are made from. They stay whole up to a total size. A
 * reduced one has no spec, and a plan reads it live.
 */
final class CachedDefinitions {
  static final long MAX_CHARACTERS_OF_PACKS = 16L * 1024 * 1024;
  static final long MAX_CHARACTERS_OF_INSTANCES = 8L * 1024 * 1024;

  private CachedDefinitions() {}

  static BoundedItemStore<SkillPack> packs() {
    return BoundedItemStore.trimming(
        pack -> pack.setStatus(null),
        MAX_CHARACTERS_OF_PACKS,
        pack -> JsonSize.of(pack.getSpec()),
        pack -> pack.setSpec(null));
  }

  static BoundedItemStore<SympoziumInstance> instances() {
    return BoundedItemStore.trimming(
        CachedDefinitions::reduceStatus,
        MAX_CHARACTERS_OF_INSTANCES,
        instance -> JsonSize.of(instance.getSpec()),
        instance -> instance.setSpec(null));
  }

  /** The gateway identifies the connector by the status. */
  private static void reduceStatus(SympoziumInstance instance) {
    SympoziumInstanceStatus status = instance.getStatus();
    instance.setStatus(
        status == null || status.connectorPodUID() == null
            ? null
            : new SympoziumInstanceStatus(
                null, null, null, null, List.of(), status.connectorPodUID(), null, List.of()));
  }
}
