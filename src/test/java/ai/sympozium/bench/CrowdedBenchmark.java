package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Measures the time from the creation of a run to the creation of its pod: in an empty store,
 * beside thousands of finished runs, and while thousands of schedules are due as well.
 *
 * <p>A finished run is one that the operator has rejected, and whose status is replaced by that of
 * a run that has finished. So thousands are stored in minutes. The schedules name an instance that
 * does not exist: each creates and records its run, which the operator rejects. Runs with pods
 * would measure the rate of new pods, which {@link BurstBenchmark} does.
 */
public final class CrowdedBenchmark {
  private static final Duration TIMEOUT = SimulatedRuns.TIMEOUT;
  private static final int WARM_UP = 50;
  private static final String ABSENT = "absent";

  private final KubernetesClient client;
  private final SimulatedRuns runs;
  private final Map<String, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();

  private CrowdedBenchmark(KubernetesClient client, SimulatedRuns runs) {
    this.client = client;
    this.runs = runs;
  }

  public static void main(String... args) {
    int code = 1;
    try {
      int finished = Integer.parseInt(args[0]);
      int timers = Integer.parseInt(args[1]);
      int count = Integer.parseInt(args[2]);
      try (KubernetesClient client = BenchNamespace.connect();
          SimulatedRuns runs = new SimulatedRuns(client, "crowded")) {
        new CrowdedBenchmark(client, runs).measure(finished, timers, count);
      }
      code = 0;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private void measure(int finished, int timers, int count) throws Exception {
    String figure = "create → pod created, ";
    LatencySamples empty = new LatencySamples(figure + "empty store");
    LatencySamples stored = new LatencySamples(figure + finished + " finished runs are stored");
    LatencySamples firing =
        new LatencySamples("the same while " + timers + " schedules of one minute are due");
    try (Watch watch =
        client
            .pods()
            .inNamespace(runs.namespace())
            .watch(new EventWatcher<>(Watcher.Action.ADDED, this::created))) {
      measure("warm-up-", WARM_UP, new LatencySamples("warm-up"));
      measure("empty-", count, empty);
      store(finished);
      System.err.printf("%d finished runs are stored%n", finished);
      measure("warm-", WARM_UP, new LatencySamples("warm-up"));
      measure("stored-", count, stored);
      fire(timers, firing);
    }
    runs.delete(SympoziumSchedule.class);
    runs.delete(AgentRun.class);
    System.out.println(LatencySamples.PERCENTILES);
    System.out.println(stored.percentiles(empty));
    System.out.println(firing.percentiles(empty));
    System.out.println();
  }

  private void measure(String prefix, int count, LatencySamples samples) throws Exception {
    for (int i = 0; i < count; i++) {
      samples.add(podCreated(prefix + i));
    }
  }

  /** Returns the milliseconds until the pod of a new run is created, and deletes the run. */
  private double podCreated(String name) throws Exception {
    CompletableFuture<Long> created = new CompletableFuture<>();
    awaited.put(name, created);
    long begin = System.nanoTime();
    runs.create(name, "none");
    double millis = (created.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS) - begin) / 1e6;
    client.resources(AgentRun.class).inNamespace(runs.namespace()).withName(name).delete();
    return millis;
  }

  private void created(Pod pod) {
    long now = System.nanoTime();
    for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
      CompletableFuture<Long> created = awaited.remove(owner.getName());
      if (created != null) {
        created.complete(now);
      }
    }
  }

  private void store(int count) throws Exception {
    AgentRunStatus status = finishOne();
    SimulatedRuns.together(count, n -> runs.create("finished-" + n, ABSENT));
    Awaitility.await("runs rejected")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> runs.finished() >= count);
    SimulatedRuns.together(
        count,
        n ->
            client
                .resources(AgentRun.class)
                .inNamespace(runs.namespace())
                .withName("finished-" + n)
                .editStatus(run -> {
                  run.setStatus(status);
                  return run;
                }));
  }

  /** Returns the final status of a run with a skill, which it then deletes. */
  private AgentRunStatus finishOne() throws Exception {
    runs.create("model", "single");
    var model = client.resources(AgentRun.class).inNamespace(runs.namespace()).withName("model");
    Awaitility.await("run at work")
        .atMost(TIMEOUT)
        .failFast("the run failed", () -> SimulatedRuns.isFinal(model.require()))
        .until(() -> !runs.atWork().isEmpty());
    new Gateway(client, List.of()).bridge(runs.atWork().getFirst()).report();
    Awaitility.await("run final")
        .atMost(TIMEOUT)
        .until(() -> SimulatedRuns.isFinal(model.require()));
    AgentRunStatus status = Objects.requireNonNull(model.require().getStatus());
    runs.remove(AgentRun.class);
    return status;
  }

  /** Measures runs from the time at which the schedules are due until all their runs are final. */
  private void fire(int timers, LatencySamples samples) throws Exception {
    DueMinute due = DueMinute.afterCreationOf(timers);
    Set<String> fired = ConcurrentHashMap.newKeySet();
    try (Watch watch =
        client
            .resources(AgentRun.class)
            .inNamespace(runs.namespace())
            .withLabel(SympoziumLabels.LABEL_SCHEDULE_UID)
            .watch(
                new EventWatcher<>(
                    Watcher.Action.MODIFIED,
                    run -> {
                      if (SimulatedRuns.isFinal(run)) {
                        fired.add(run.getMetadata().getName());
                      }
                    }))) {
      SimulatedRuns.together(
          timers,
          n -> client.resource(due.schedule(runs.namespace(), "timer-" + n, ABSENT)).create());
      due.requireFuture();
      Awaitility.await("minute in which the schedules are due")
          .atMost(TIMEOUT)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> !Instant.now().isBefore(due.at()));
      while (fired.size() < timers && Instant.now().isBefore(due.at().plus(TIMEOUT))) {
        samples.add(podCreated("firing-" + samples.count()));
      }
    }
    if (fired.size() < timers) {
      throw new IllegalStateException("only " + fired.size() + " schedules have a final run");
    }
    System.err.printf(
        "%d schedules: all runs final %d s after their time, %d other runs meanwhile%n",
        timers, Duration.between(due.at(), Instant.now()).toSeconds(), samples.count());
  }
}
