package ai.sympozium.operator.run;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs and their pods as the reconciler's caches know them: at once, perhaps a moment old, and
 * empty where this process does not reconcile.
 */
@ApplicationScoped
public class RunCache {
  private volatile Function<ResourceID, Optional<AgentRun>> runs = id -> Optional.empty();
  private volatile Function<ResourceID, Optional<Pod>> pods = id -> Optional.empty();

  void fill(EventSourceContext<AgentRun> context, Watched watched) {
    runs = context.getPrimaryCache()::get;
    pods = watched::anyPod;
  }

  public Optional<AgentRun> run(String namespace, String name) {
    return runs.apply(new ResourceID(name, namespace));
  }

  public Optional<Pod> pod(String namespace, String name) {
    return pods.apply(new ResourceID(name, namespace));
  }
}
