package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunSpec;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.RunSummary;
import ai.sympozium.operator.kube.BoundedItemStore;
import ai.sympozium.operator.kube.JsonSize;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the runs in the cache of the controller. A run that has started has a plan, and nothing
 * reads its task any more. A final run is only kept, counted and deleted.
 */
public final class CachedRuns {
  /** Total size of the specs of runs that have not started. */
  static final long MAX_CHARACTERS = 8L * 1024 * 1024;

  /** No valid run has this task. */
  private static final String REDUCED = "";

  private CachedRuns() {}

  /** Returns a store of reduced runs. */
  public static BoundedItemStore<AgentRun> store() {
    return BoundedItemStore.trimming(
        CachedRuns::trim, MAX_CHARACTERS, CachedRuns::size, CachedRuns::reduce);
  }

  /**
   * Whether the spec of a run is incomplete, so that the run must be read live to plan it. JOSDK
   * copies cached objects as JSON, which has no empty texts.
   */
  public static boolean isReduced(AgentRun run) {
    return Objects.requireNonNullElse(run.getSpec().task(), REDUCED).isEmpty();
  }

  static void reduce(AgentRun run) {
    AgentRunSpec spec = run.getSpec();
    run.setSpec(
        new AgentRunSpec(
            spec.instanceRef(),
            REDUCED,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            spec.cleanup(),
            spec.ttlSecondsAfterFinished(),
            List.of(),
            Map.of(),
            null,
            null));
  }

  private static void trim(AgentRun run) {
    AgentRunStatus status = run.getStatus();
    if (status == null) {
      return;
    }
    if (status.isFinal()) {
      run.setStatus(reduced(status));
      reduce(run);
    } else if (status.startedAt() != null) {
      reduce(run);
    }
  }

  private static long size(AgentRun run) {
    if (isReduced(run)) {
      return 0;
    }
    return JsonSize.of(run.getSpec());
  }

  private static AgentRunStatus reduced(AgentRunStatus status) {
    return AgentRunStatus.empty().toBuilder()
        .observedGeneration(status.observedGeneration())
        .phase(status.phase())
        .pod(status.podName(), status.podUID())
        .startedAt(status.startedAt())
        .completedAt(status.completedAt())
        .summary(reduced(status.summary()))
        .build();
  }

  /** The status of an instance names the skills of its newest run. Most runs have the same. */
  private static @Nullable RunSummary reduced(@Nullable RunSummary summary) {
    return summary == null || summary.skills() == null
        ? null
        : new RunSummary(summary.skills().intern(), null, null);
  }
}
