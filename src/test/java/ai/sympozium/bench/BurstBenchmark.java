package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.ipc.gateway.GatewayClient;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
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
      try (KubernetesClient client = SimulatedRuns.client();
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
    Gateway gateway = new Gateway(client);
    LatencySamples unheeded = new LatencySamples("everything is done once before it counts");
    endAll(gateway, "double", Math.min(count, 200), unheeded);
    collectAll(Math.min(count, 200), unheeded);
    for (int i = 0; i < rounds; i++) {
      endAll(gateway, "single", count, revoked);
      endAll(gateway, "double", count, two);
      collectAll(count, collected);
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

  private void endAll(Gateway gateway, String instance, int count, LatencySamples figures)
      throws Exception {
    SimulatedRuns.together(count, n -> runs.create("run-" + n, instance));
    Awaitility.await("runs at work")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> runs.atWork().size() >= count);
    Map<String, GatewayClient> bridges = new ConcurrentHashMap<>();
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
            run -> gateway.report(Objects.requireNonNull(bridges.get(run.getMetadata().getUid()))));
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

  private void collectAll(int count, LatencySamples figures) throws InterruptedException {
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
    Ends ends = withinASecond(owners, count, owner -> client.resource(owner).delete());
    for (ConfigMap owner : owners) {
      figures.add(ends.millis(owner, List.of(owner.getMetadata().getName())));
    }
  }

  /** Completion time of each run and deletion time of each binding, by name. */
  private record Ends(Map<String, Long> ended, Map<String, Long> gone) {
    double millis(HasMetadata object, List<String> bindings) {
      long last =
          bindings.stream()
              .mapToLong(binding -> Objects.requireNonNull(gone.get(binding)))
              .max()
              .orElseThrow();
      return (last - Objects.requireNonNull(ended.get(object.getMetadata().getName()))) / 1e6;
    }
  }

  private interface End<T> {
    void of(T object) throws Exception;
  }

  /** Completes all runs within a second and waits until the bindings are deleted. */
  private <T extends HasMetadata> Ends withinASecond(List<T> all, int bindings, End<T> end) {
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

  private static <T extends HasMetadata> Watcher<T> on(
      Watcher.Action wanted, Map<String, Long> seen) {
    return new EventWatcher<>(
        wanted, object -> seen.putIfAbsent(object.getMetadata().getName(), System.nanoTime()));
  }
}
