package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.AgentConfig;
import ai.sympozium.api.Memory;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.api.SympoziumInstanceSpec;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.operator.kube.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of the original that an object has and that have no effect. The admission policy
 * sympozium-ignored-fields warns about them too, but a tool that applies objects may not show that.
 *
 * @param paths paths of the fields
 */
public record IgnoredFields(List<String> paths) {
  private static final String CONDITION = "FieldsInEffect";
  private static final String REASON = "FieldsIgnored";

  public IgnoredFields {
    paths = List.copyOf(paths);
  }

  /** Finds the fields of an instance. */
  public static IgnoredFields of(SympoziumInstanceSpec instance) {
    List<String> found = new ArrayList<>();
    Memory memory = instance.memory();
    if (memory != null) {
      add(found, "spec.memory.enabled", memory.enabled());
      add(found, "spec.memory.autoStore", memory.autoStore());
      add(found, "spec.memory.maxSizeKB", memory.maxSizeKB());
    }
    AgentConfig agent = instance.agents().defaultAgent();
    add(found, "spec.agents.default.sandbox", agent.sandbox());
    add(found, "spec.agents.default.agentSandbox", agent.agentSandbox());
    add(found, "spec.agents.default.subagents", agent.subagents());
    add(found, "spec.observability", instance.observability());
    return new IgnoredFields(found);
  }

  /** Finds the fields of a pack. */
  public static IgnoredFields of(SkillPackSpec pack) {
    List<String> found = new ArrayList<>();
    add(found, "spec.runtimeRequirements", pack.runtimeRequirements());
    SidecarSpec sidecar = pack.sidecar();
    if (sidecar != null) {
      add(found, "spec.sidecar.ports", sidecar.ports());
    }
    return new IgnoredFields(found);
  }

  /** Finds the fields of a schedule. */
  public static IgnoredFields of(SympoziumScheduleSpec schedule) {
    List<String> found = new ArrayList<>();
    add(found, "spec.includeMemory", schedule.includeMemory());
    return new IgnoredFields(found);
  }

  /** Adds the condition FieldsInEffect, or removes it from an object without such fields. */
  public Conditions addTo(Conditions conditions, long generation, Instant now) {
    return paths.isEmpty()
        ? conditions.without(CONDITION)
        : conditions.with(
            CONDITION,
            false,
            REASON,
            String.join(", ", paths)
                + ": Accepted for manifests of the original, without effect. Remove these fields.",
            generation,
            now);
  }

  private static void add(List<String> found, String path, @Nullable Object value) {
    if (value != null) {
      found.add(path);
    }
  }
}
