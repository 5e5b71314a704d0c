package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;

/**
 * Measures many runs at once on simulated nodes: the rate of created pods and the time to
 * revocation. Each figure alternates with its baseline on the same cluster.
 */
public final class BurstBenchmark {
  private static final Duration TIMEOUT = SimulatedRuns.TIMEOUT;
  private static final Map<String, String> SIMULATED = Map.of("sympozium.ai/simulated", "true");

  private final KubernetesClient client;
  private final String namespace;
  private final SimulatedRuns runs;
  private final OperatorCost load;

  private BurstBenchmark(KubernetesClient client, SimulatedRuns runs) {
    this.client = client;
    this.namespace = runs.namespace();
    this.runs = runs;
    this.load = new OperatorCost(client);
  }

  public static void main(String... args) {
    int code = 1;
    try {
      int starting = Integer.parseInt(args[0]);
      int ending = Integer.parseInt(args[1]);
      int rounds = Integer.parseInt(args[2]);
      try (KubernetesClient client = BenchNamespace.connect();
          SimulatedRuns runs = new SimulatedRuns(client, "burst")) {
        BurstBenchmark burst = new BurstBenchmark(client, runs);
        burst.starts(starting, rounds);
        burst.ends(ending, rounds);
      }
      code = 0;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private void starts(int count, int rounds) throws InterruptedException {
    Rate jobs = new Rate("Job");
    Rate none = new Rate("run without skills");
    Rate both = new Rate("run with two skills with permissions");
    for (int i = -1; i < rounds; i++) {
      boolean counts = i >= 0; // The first round is a warm-up.
      int many = counts ? count : Math.min(count, 200);
      jobs.add(counts, burst(many, n -> client.resource(job(n)).create()));
      runs.remove(Job.class);
      none.add(counts, burst(many, n -> runs.create("run-" + n, "none")));
      runs.remove(AgentRun.class);
      both.add(counts, burst(many, n -> runs.create("run-" + n, "double")));
      runs.remove(AgentRun.class);
      System.err.printf("starts, round %d of %d%n", i + 1, rounds);
    }
    System.out.println(
        "| burst of "
            + count
            + " | pods created/s | of a Job's | pods running/s | of a Job's | operator's requests"
            + " until the last pod, each | its CPU, ms each |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Rate rate : List.of(jobs, none, both)) {
      System.out.println(rate.row(jobs));
    }
    System.out.println();
  }

  private void ends(int count, int rounds) throws Exception {
    LatencySamples revoked =
        new LatencySamples(
            count + " runs × 1 skill complete within 1 s: completion → binding deleted");
    LatencySamples two =
        new LatencySamples(
            count + " runs × 2 skills complete within 1 s: completion → last binding deleted");
    LatencySamples collected =
        new LatencySamples(
            "garbage collection of as many bindings: owner deleted → binding deleted");
    CompletionBurst completions = new CompletionBurst(client, runs, new Gateway(client, List.of()));
    LatencySamples unheeded = new LatencySamples("everything is done once before it counts");
    completions.endAll("double", Math.min(count, 200), unheeded);
    collectAll(completions, Math.min(count, 200), unheeded);
    for (int i = 0; i < rounds; i++) {
      completions.endAll("single", count, revoked);
      completions.endAll("double", count, two);
      collectAll(completions, count, collected);
      System.err.printf("completions, round %d of %d%n", i + 1, rounds);
    }
    System.out.println(LatencySamples.PERCENTILES);
    System.out.println(revoked.percentiles(collected));
    System.out.println(two.percentiles(collected));
    System.out.println();
  }

  /** Runs one burst and measures pods per second until the last pod is created and is running. */
  private Rate.Sample burst(int count, IntConsumer create) throws InterruptedException {
    PodTimestamps pods = new PodTimestamps();
    OperatorCost.Mark before = load.mark();
    long begin = System.nanoTime();
    OperatorCost.Mark after;
    try (Watch watch = client.pods().inNamespace(namespace).watch(pods)) {
      SimulatedRuns.together(count, create);
      await("pods", () -> pods.created().size() >= count);
      after = load.mark();
      await("running pods", () -> pods.running().size() >= count);
    }
    return new Rate.Sample(
        PodTimestamps.perSecond(pods.created(), begin),
        PodTimestamps.perSecond(pods.running(), begin),
        (double) (after.requests() - before.requests()) / count,
        (after.cpuMillis() - before.cpuMillis()) / count);
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  private void collectAll(CompletionBurst completions, int count, LatencySamples figures)
      throws InterruptedException {
    List<ConfigMap> owners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      owners.add(
          new ConfigMapBuilder()
              .withNewMetadata()
              .withName("owner-" + i)
              .withNamespace(namespace)
              .endMetadata()
              .build());
    }
    SimulatedRuns.together(
        count,
        n -> {
          ConfigMap owner = client.resource(owners.get(n)).create();
          client.resource(bindingOf(owner)).create();
        });
    CompletionBurst.Ends ends =
        completions.withinASecond(owners, count, owner -> client.resource(owner).delete());
    for (ConfigMap owner : owners) {
      figures.add(ends.millis(owner, List.of(owner.getMetadata().getName())));
    }
  }

  private RoleBinding bindingOf(ConfigMap owner) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withName(owner.getMetadata().getName())
        .withNamespace(namespace)
        .addNewOwnerReference()
        .withApiVersion("v1")
        .withKind("ConfigMap")
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .endOwnerReference()
        .endMetadata()
        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
        .build();
  }

  private Job job(int number) {
    return new JobBuilder()
        .withNewMetadata()
        .withName("job-" + number)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withNodeSelector(SIMULATED)
        .addNewContainer()
        .withName("agent")
        .withImage("localhost/debian:12")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }
}
