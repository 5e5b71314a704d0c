package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Completes many runs within a second and measures the time until their bindings are deleted. */
final class CompletionBurst {
  private static final Duration TIMEOUT = SimulatedRuns.TIMEOUT;

  private final KubernetesClient client;
  private final String namespace;
  private final SimulatedRuns runs;
  private final Gateway gateway;

  CompletionBurst(KubernetesClient client, SimulatedRuns runs, Gateway gateway) {
    this.client = client;
    this.namespace = runs.namespace();
    this.runs = runs;
    this.gateway = gateway;
  }

  /** Starts runs of an instance, completes them within a second, and removes them. */
  void endAll(String instance, int count, LatencySamples figures) throws Exception {
    SimulatedRuns.together(count, n -> runs.create("run-" + n, instance));
    Awaitility.await("runs at work")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> runs.atWork().size() >= count);
    Map<String, Gateway.Bridge> bridges = new ConcurrentHashMap<>();
    List<AgentRun> atWork = runs.atWork();
    SimulatedRuns.together(
        count,
        n -> {
          AgentRun run = atWork.get(n);
          bridges.put(run.getMetadata().getUid(), gateway.bridge(run));
        });
    Ends ends =
        withinASecond(
            atWork,
            client.rbac().roleBindings().inNamespace(namespace).list().getItems().size(),
            run -> Objects.requireNonNull(bridges.get(run.getMetadata().getUid())).report());
    for (AgentRun run : atWork) {
      figures.add(
          ends.millis(
              run,
              Objects.requireNonNull(run.getStatus()).skills().stream()
                  .map(skill -> Objects.requireNonNull(skill.serviceAccount()))
                  .toList()));
    }
    runs.remove(AgentRun.class);
  }

  /** Completion time of each run and deletion time of each binding, by name. */
  record Ends(Map<String, Long> ended, Map<String, Long> gone) {
    double millis(HasMetadata object, List<String> bindings) {
      long last =
          bindings.stream()
              .mapToLong(binding -> Objects.requireNonNull(gone.get(binding)))
              .max()
              .orElseThrow();
      return (last - Objects.requireNonNull(ended.get(object.getMetadata().getName()))) / 1e6;
    }
  }

  interface End<T> {
    void of(T object) throws Exception;
  }

  /** Completes all runs within a second and waits until the bindings are deleted. */
  <T extends HasMetadata> Ends withinASecond(List<T> all, int bindings, End<T> end) {
    Ends ends = new Ends(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    try (Watch watch =
            client
                .rbac()
                .roleBindings()
                .inNamespace(namespace)
                .watch(on(Watcher.Action.DELETED, ends.gone()));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begin = System.nanoTime();
      for (int n = 0; n < all.size(); n++) {
        T object = all.get(n);
        long due = begin + n * 1_000_000_000L / all.size();
        var unused =
            threads.submit(() -> {
              LockSupport.parkNanos(due - System.nanoTime());
              ends.ended().put(object.getMetadata().getName(), System.nanoTime());
              end.of(object);
              return null;
            });
      }
      Awaitility.await("bindings deleted")
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> ends.gone().size() >= bindings);
    }
    return ends;
  }

  private static <T extends HasMetadata> Watcher<T> on(
      Watcher.Action wanted, Map<String, Long> seen) {
    return new EventWatcher<>(
        wanted, object -> seen.putIfAbsent(object.getMetadata().getName(), System.nanoTime()));
  }
}
