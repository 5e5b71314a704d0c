package ai.sympozium.bench;

import ai.sympozium.api.SympoziumSchedule;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;

/**
 * Measures what stored schedules cost the operator while none is due. The baseline is as many
 * CronJobs in kube-controller-manager. Both processes are also measured before the objects exist.
 */
public final class StoredBenchmark {
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private final KubernetesClient client;
  private final SimulatedRuns runs;
  private final Duration time;

  private StoredBenchmark(KubernetesClient client, SimulatedRuns runs, Duration time) {
    this.client = client;
    this.runs = runs;
    this.time = time;
  }

  public static void main(String... args) {
    int code = 1;
    try {
      int count = Integer.parseInt(args[0]);
      Duration time = Duration.ofSeconds(Integer.parseInt(args[1]));
      try (KubernetesClient client = BenchNamespace.connect();
          SimulatedRuns runs = new SimulatedRuns(client, "stored")) {
        new StoredBenchmark(client, runs, time).measure(count);
      }
      code = 0;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private void measure(int count) throws Exception {
    DueMinute due = DueMinute.inMonths();
    IdleCost managerBefore = IdleCost.ofControllerManager(client, time);
    SimulatedRuns.together(
        count, n -> client.resource(due.cronJob(runs.namespace(), "stored-" + n)).create());
    System.err.printf("%d CronJobs are stored%n", count);
    IdleCost manager = IdleCost.ofControllerManager(client, time);
    runs.delete(CronJob.class);

    new OperatorPod(client).restart();
    IdleCost operatorBefore = IdleCost.ofOperator(client, time);
    SimulatedRuns.together(
        count,
        n -> client.resource(due.schedule(runs.namespace(), "stored-" + n, "none")).create());
    Awaitility.await("status of the schedules")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> runs.count(SympoziumSchedule.class, StoredBenchmark::isWaiting) >= count);
    System.err.printf("%d schedules are stored%n", count);
    IdleCost operator = IdleCost.ofOperator(client, time);
    runs.delete(SympoziumSchedule.class);

    System.out.println("| process, idle | RSS, MiB | live heap, MiB | CPU, ms/s |");
    System.out.println("|---|---|---|---|");
    System.out.println(managerBefore.row("kube-controller-manager without CronJobs"));
    System.out.println(manager.row("the same with %d CronJobs".formatted(count)));
    System.out.println(operatorBefore.row("operator without schedules"));
    System.out.println(operator.row("the same with %d schedules".formatted(count)));
    IdleCost added = operator.minus(operatorBefore);
    IdleCost addedToManager = manager.minus(managerBefore);
    System.out.println(added.row("added by the schedules"));
    System.out.println(addedToManager.row("added by the CronJobs"));
    System.out.println();
    System.out.println("| operator relative to kube-controller-manager | RSS | live heap | CPU |");
    System.out.println("|---|---|---|---|");
    System.out.println(ratios("with the objects", operator.dividedBy(manager)));
    System.out.println(ratios("added by the objects", added.dividedBy(addedToManager)));
    System.out.println();
  }

  private static boolean isWaiting(SympoziumSchedule schedule) {
    return schedule.getStatus() != null && schedule.getStatus().nextScheduleTime() != null;
  }

  private static String ratios(String name, IdleCost ratio) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f |",
        name,
        ratio.residentMiB(),
        ratio.heapMiB(),
        ratio.cpuMillisPerSecond());
  }
}
