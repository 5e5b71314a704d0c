package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs and their pods as the reconciler's caches know them: at once, perhaps a moment old, and
 * empty where this process does not reconcile.
 */
@ApplicationScoped
public class RunLister {
  private volatile Function<ResourceID, Optional<AgentRun>> runs = id -> Optional.empty();
  private volatile Function<ResourceID, Optional<Pod>> pods = id -> Optional.empty();
  private volatile Function<String, Stream<AgentRun>> ofNamespace = namespace -> Stream.empty();
  private volatile Consumer<AgentRun> listener = run -> {};

  public void fill(EventSourceContext<AgentRun> context, RunEventSources watched) {
    runs = context.getPrimaryCache()::get;
    ofNamespace = namespace -> context.getPrimaryCache().list(namespace);
    pods = watched::anyPod;
  }

  public Optional<AgentRun> run(String namespace, String name) {
    return runs.apply(new ResourceID(name, namespace));
  }

  /** All runs of an instance. */
  public List<AgentRun> runsOf(String namespace, String instance) {
    return ofNamespace
        .apply(namespace)
        .filter(run -> instance.equals(run.getSpec().instanceRef()))
        .toList();
  }

  /** Who is told of every change of a run, its end included. */
  public void onChange(Consumer<AgentRun> instances) {
    listener = instances;
  }

  public void changed(AgentRun run) {
    listener.accept(run);
  }

  public Optional<Pod> pod(String namespace, String name) {
    return pods.apply(new ResourceID(name, namespace));
  }
}
