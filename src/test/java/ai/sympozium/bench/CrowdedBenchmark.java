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
import java.util.LinkedHashMap;
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
 * beside thousands of finished runs, and while thousands of schedules are due as well. It gives the
 * times of the API server's audit log and those of this process, which shares the machine.
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
  private final Map<String, CompletableFuture<Seen>> awaited = new ConcurrentHashMap<>();

  /** Event of a pod, and the time at which this process received it. */
  private record Seen(String pod, long nanos) {}

  /** Durations of one phase: as this process sees them, and the pods to find in the audit log. */
  private static final class Phase {
    private final String name;
    private final LatencySamples seen;
    private final Map<String, String> pods = new LinkedHashMap<>();

    private Phase(String name) {
      this.name = "create → pod created, " + name;
      this.seen = new LatencySamples(this.name + ", seen by a client");
    }

    private LatencySamples stored(AuditedCreations audited) {
      LatencySamples stored = new LatencySamples(name);
      pods.forEach((run, pod) -> stored.add(audited.untilPodStored(run, pod)));
      return stored;
    }
  }

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
    Phase empty = new Phase("empty store");
    Phase stored = new Phase(finished + " finished runs are stored");
    Phase firing = new Phase("the same while " + timers + " schedules of one minute are due");
    try (Watch watch =
        client
            .pods()
            .inNamespace(runs.namespace())
            .watch(new EventWatcher<>(Watcher.Action.ADDED, this::created))) {
      measure("warm-up-", WARM_UP, new Phase("warm-up"));
      measure("empty-", count, empty);
      store(finished);
      System.err.printf("%d finished runs are stored%n", finished);
      measure("warm-", WARM_UP, new Phase("warm-up"));
      measure("stored-", count, stored);
      fire(timers, firing);
    }
    runs.delete(SympoziumSchedule.class);
    runs.delete(AgentRun.class);
    AuditedCreations audited = AuditedCreations.of(runs.namespace());
    System.out.println(LatencySamples.PERCENTILES);
    for (Phase phase : List.of(stored, firing)) {
      System.out.println(phase.stored(audited).percentiles(empty.stored(audited)));
      System.out.println(phase.seen.percentiles(empty.seen));
    }
    System.out.println();
  }

  private void measure(String prefix, int count, Phase phase) throws Exception {
    for (int i = 0; i < count; i++) {
      start(prefix + i, phase);
    }
  }

  /** Creates a run, waits for its pod, and deletes the run. */
  private void start(String name, Phase phase) throws Exception {
    CompletableFuture<Seen> created = new CompletableFuture<>();
    awaited.put(name, created);
    long begin = System.nanoTime();
    runs.create(name, "none");
    Seen seen = created.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    phase.seen.add((seen.nanos() - begin) / 1e6);
    phase.pods.put(name, seen.pod());
    client.resources(AgentRun.class).inNamespace(runs.namespace()).withName(name).delete();
  }

  private void created(Pod pod) {
    Seen seen = new Seen(pod.getMetadata().getName(), System.nanoTime());
    for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
      CompletableFuture<Seen> created = awaited.remove(owner.getName());
      if (created != null) {
        created.complete(seen);
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
  private void fire(int timers, Phase phase) throws Exception {
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
        start("firing-" + phase.seen.count(), phase);
      }
    }
    if (fired.size() < timers) {
      throw new IllegalStateException("only " + fired.size() + " schedules have a final run");
    }
    System.err.printf(
        "%d schedules: all runs final %d s after their time, %d other runs meanwhile%n",
        timers, Duration.between(due.at(), Instant.now()).toSeconds(), phase.seen.count());
  }
}
