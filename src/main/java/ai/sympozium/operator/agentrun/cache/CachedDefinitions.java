package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.SidecarTool;
import ai.sympozium.api.Skill;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceSpec;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.operator.kube.BoundedItemStore;
import java.util.List;

/**
 * Reduces the packs and instances that plans are made from. They stay whole up to a total size. A
 * reduced one has no spec, and a plan reads it live.
 */
final class CachedDefinitions {
  static final long MAX_CHARACTERS_OF_PACKS = 16L * 1024 * 1024;
  static final long MAX_CHARACTERS_OF_INSTANCES = 8L * 1024 * 1024;

  /** Rough size of a pack without its texts. */
  private static final long RULES = 16L * 1024;

  /** Rough size of an instance without its texts. */
  private static final long SETTINGS = 1024;

  private CachedDefinitions() {}

  static BoundedItemStore<SkillPack> packs() {
    return BoundedItemStore.trimming(
        pack -> pack.setStatus(null),
        MAX_CHARACTERS_OF_PACKS,
        CachedDefinitions::size,
        pack -> pack.setSpec(null));
  }

  static BoundedItemStore<SympoziumInstance> instances() {
    return BoundedItemStore.trimming(
        CachedDefinitions::reduceStatus,
        MAX_CHARACTERS_OF_INSTANCES,
        CachedDefinitions::size,
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

  private static long size(SkillPack pack) {
    return RULES
        + pack.getSpec().skills().stream().mapToLong(CachedDefinitions::size).sum()
        + (pack.getSpec().sidecar() == null
            ? 0
            : pack.getSpec().sidecar().env().stream()
                    .mapToLong(e -> CachedRuns.length(e.value()))
                    .sum()
                + pack.getSpec().sidecar().tools().stream()
                    .mapToLong(CachedDefinitions::size)
                    .sum());
  }

  private static long size(SidecarTool tool) {
    return SETTINGS
        + tool.description().length()
        + (tool.parameters() == null
            ? 0
            : CachedRuns.TREE_FACTOR * tool.parameters().toString().length());
  }

  private static long size(Skill skill) {
    return skill.content().length() + CachedRuns.length(skill.description());
  }

  private static long size(SympoziumInstance instance) {
    SympoziumInstanceSpec spec = instance.getSpec();
    return SETTINGS
        + CachedRuns.length(spec.agents().defaultAgent().env())
        + CachedRuns.length(spec.agents().defaultAgent().providerHeaders())
        + (spec.memory() == null ? 0 : CachedRuns.length(spec.memory().systemPrompt()))
        + (spec.endpoint() == null
            ? 0
            : spec.endpoint().tools().stream().mapToLong(CachedRuns::length).sum())
        + CachedRuns.length(spec.skills());
  }
}
