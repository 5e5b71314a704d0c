package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumSchedule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;

/**
 * Measures the lateness of many schedules that are due in the same minute: from that minute until a
 * watch shows the run. The baseline is as many CronJobs, whose controller may make 300 requests per
 * second.
 */
public final class SchedulesBenchmark {
  private static final List<Integer> COUNTS = List.of(200, 1000);
  private static final int WARM_UP = 50;

  private final KubernetesClient client;
  private final SimulatedRuns runs;

  private SchedulesBenchmark(KubernetesClient client, SimulatedRuns runs) {
    this.client = client;
    this.runs = runs;
  }

  public static void main(String... args) {
    int code = 1;
    try {
      int rounds = Integer.parseInt(args[0]);
      try (KubernetesClient client = BenchNamespace.connect();
          SimulatedRuns runs = new SimulatedRuns(client, "schedules")) {
        SchedulesBenchmark benchmark = new SchedulesBenchmark(client, runs);
        benchmark.measure(WARM_UP, 1);
        System.out.println(LatencySamples.PERCENTILES);
        for (int count : COUNTS) {
          System.out.println(benchmark.measure(count, rounds));
        }
        System.out.println();
      }
      code = 0;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private String measure(int count, int rounds) throws InterruptedException {
    LatencySamples schedules =
        new LatencySamples(count + " schedules due in one minute: due → run created");
    LatencySamples cronJobs =
        new LatencySamples(count + " CronJobs due in one minute: due → Job created");
    for (int i = 0; i < rounds; i++) {
      fire(count, CronJob.class, Job.class, this::cronJob, cronJobs);
      fire(count, SympoziumSchedule.class, AgentRun.class, this::schedule, schedules);
      System.err.printf("%d schedules, round %d of %d%n", count, i + 1, rounds);
    }
    return schedules.percentiles(cronJobs);
  }

  private <S extends HasMetadata, T extends HasMetadata> void fire(
      int count,
      Class<S> kind,
      Class<T> started,
      BiFunction<Integer, DueMinute, S> create,
      LatencySamples samples)
      throws InterruptedException {
    Map<String, Instant> created = new ConcurrentHashMap<>();
    EventWatcher<T> watcher =
        new EventWatcher<>(
            Watcher.Action.ADDED,
            object -> created.putIfAbsent(object.getMetadata().getName(), Instant.now()));
    DueMinute due = DueMinute.afterCreationOf(count);
    try (Watch watch = client.resources(started).inNamespace(runs.namespace()).watch(watcher)) {
      SimulatedRuns.together(count, n -> client.resource(create.apply(n, due)).create());
      due.requireFuture();
      Awaitility.await(started.getSimpleName())
          .atMost(SimulatedRuns.TIMEOUT)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> created.size() >= count);
    }
    created.values().forEach(at -> samples.add(Duration.between(due.at(), at).toMillis()));
    runs.delete(kind);
    runs.remove(started);
  }

  private CronJob cronJob(int number, DueMinute due) {
    return due.cronJob(runs.namespace(), "cron-" + number);
  }

  private SympoziumSchedule schedule(int number, DueMinute due) {
    return due.schedule(runs.namespace(), "cron-" + number, "none");
  }
}
