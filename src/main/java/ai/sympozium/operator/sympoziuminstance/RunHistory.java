package ai.sympozium.operator.sympoziuminstance;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.lifecycle.StartGate;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes the finished runs of an instance beyond its limit. */
@ApplicationScoped
class RunHistory {
  private final KubernetesClient client;
  private final StartGate gate;

  RunHistory(KubernetesClient client, StartGate gate) {
    this.client = client;
    this.gate = gate;
  }

  /**
   * The runs that were deleted.
   *
   * @param checkAfter when to ask again for a run that a schedule still needs, or null
   */
  record Deleted(List<AgentRun> runs, @Nullable Duration checkAfter) {
    Deleted {
      runs = List.copyOf(runs);
    }
  }

  Deleted limit(SympoziumInstance instance, List<AgentRun> stored) {
    List<AgentRun> deleted = new ArrayList<>();
    @Nullable Duration checkAfter = null;
    for (AgentRun run : RunHistoryLimit.surplus(stored, instance.getSpec().runHistoryLimit())) {
      @Nullable Duration delay = gate.deletionDelay(run).orElse(null);
      if (delay == null) {
        delete(run);
        deleted.add(run);
      } else {
        checkAfter = delay;
      }
    }
    return new Deleted(deleted, checkAfter);
  }

  /** The resource version protects a new run of the same name. */
  private void delete(AgentRun run) {
    client.resource(run).lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
  }
}
