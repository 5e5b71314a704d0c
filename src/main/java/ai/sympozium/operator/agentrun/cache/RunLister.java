package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads runs and their pods from the caches of the run controller. The caches may lag behind the
 * API server, and are empty in a process whose run controller is not registered.
 */
@ApplicationScoped
public class RunLister {
  private final RunEventSources sources;
  private final List<Consumer<AgentRun>> listeners = new CopyOnWriteArrayList<>();

  RunLister(RunEventSources sources) {
    this.sources = sources;
  }

  /** Checks whether the caches are filled. Only the leader fills them. */
  public boolean isAvailable() {
    return sources.sources().isPresent();
  }

  public Optional<AgentRun> run(String namespace, String name) {
    return sources.sources().flatMap(s -> s.runs().get(new ResourceID(name, namespace)));
  }

  public Optional<SympoziumInstance> instance(String namespace, String name) {
    return sources.sources().flatMap(s -> s.instances().get(new ResourceID(name, namespace)));
  }

  public Stream<AgentRun> runs() {
    return sources.sources().stream().flatMap(s -> s.runs().list());
  }

  /** Returns all runs of a namespace. */
  public Stream<AgentRun> runs(String namespace) {
    return sources.sources().stream().flatMap(s -> s.runs().list(namespace));
  }

  /** Returns the runs that an index has for a key. */
  public List<AgentRun> indexed(String index, String key) {
    return sources.sources().map(s -> s.runs().byIndex(index, key)).orElse(List.of());
  }

  /** Returns all runs of an instance. */
  public List<AgentRun> runsOf(String namespace, String instance) {
    return runs(namespace).filter(run -> instance.equals(run.getSpec().instanceRef())).toList();
  }

  public Optional<Pod> pod(String namespace, String name) {
    return sources.sources().flatMap(s -> s.pods().get(new ResourceID(name, namespace)));
  }

  /** Returns the last state of a pod that was deleted after a disruption. */
  public Optional<Pod> disruptedPod(String uid) {
    return sources.disruptedPod(uid);
  }

  /** Adds a listener for changes and deletions of runs. */
  public void onChange(Consumer<AgentRun> changes) {
    listeners.add(changes);
  }

  public void changed(AgentRun run) {
    listeners.forEach(listener -> listener.accept(run));
  }
}
