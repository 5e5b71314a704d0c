package ai.sympozium.bench;

import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Measures single runs on the embedded cluster, alternating with the baselines. Prints a Markdown
 * table for {@code docs/performance.md}.
 */
public final class LatencyBenchmark {
  private static final String STAMP = "date +at:%s%N";
  private static final String DONE = "{\"role\":\"assistant\",\"content\":\"done\"}";
  private static final Pattern STAMPED = Pattern.compile("at:(\\d{19})");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final BenchNamespace bench;
  private final String namespace;
  private final Map<String, Instant> podSeen = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> podAwaited = new ConcurrentHashMap<>();
  private final Map<String, Instant> bindingGone = new ConcurrentHashMap<>();

  private final LatencySamples runToPod =
      new LatencySamples("create → pod created, run with k8s-ops");
  private final LatencySamples plainToPod =
      new LatencySamples("create → pod created, run without skills");
  private final LatencySamples jobToPod = new LatencySamples("Job: create → pod created");
  private final LatencySamples runToStep =
      new LatencySamples("create → agent's first command answered");
  private final LatencySamples bareToStep =
      new LatencySamples("bare pod of the same containers: create → first command");
  private final LatencySamples endToGone =
      new LatencySamples("completion → last permission revoked");
  private final LatencySamples endToProof = new LatencySamples("completion → revocation verified");
  private final LatencySamples endToFinal = new LatencySamples("completion → phase final");
  private final LatencySamples collected =
      new LatencySamples("garbage collection: owner deleted → its RoleBinding deleted");

  private LatencyBenchmark(BenchNamespace bench) {
    this.client = bench.client();
    this.bench = bench;
    this.namespace = bench.name();
  }

  public static void main(String... args) {
    int code = 1;
    try {
      measureAll(args);
      code = 0;
    } catch (Exception e) {
      System.err.println("dev/bench: " + e);
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private static void measureAll(String... args) throws InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    try (KubernetesClient client = BenchNamespace.connect();
        BenchNamespace bench = BenchNamespace.create(client, "bench", Map.of())) {
      new LatencyBenchmark(bench).measure(rounds);
    }
  }

  private void measure(int rounds) throws InterruptedException {
    prepare();
    try (var pods =
            client
                .pods()
                .inNamespace(namespace)
                .watch(new EventWatcher<>(Action.ADDED, this::come));
        var bindings =
            client
                .rbac()
                .roleBindings()
                .inNamespace(namespace)
                .watch(new EventWatcher<>(Action.DELETED, this::gone));
        var clusterBindings =
            client
                .rbac()
                .clusterRoleBindings()
                .watch(new EventWatcher<>(Action.DELETED, this::gone))) {
      round(-1); // The first round is a warm-up.
      for (int i = 0; i < rounds; i++) {
        round(i);
        System.err.printf("round %d of %d%n", i + 1, rounds);
      }
    }
    System.out.println("| what | p50 ms | max ms | baseline | p50 ms | max ms | ratio |");
    System.out.println("|---|---|---|---|---|---|---|");
    System.out.println(runToPod.row(jobToPod));
    System.out.println(plainToPod.row(jobToPod));
    System.out.println(runToStep.row(bareToStep));
    System.out.println(endToGone.row(collected));
    System.out.println(endToProof.row());
    System.out.println(endToFinal.row());
    System.out.println();
    System.out.println(
        rounds + " rounds, " + Runtime.getRuntime().availableProcessors() + " cores");
    System.out.println();
    new OperatorFigures(client).print();
  }

  private void prepare() {
    bench.transcript(
        "step",
        List.of(
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"execute_command\",\"arguments\":\"{\\\"command\\\":\\\""
                + STAMP
                + "\\\"}\"}}]}",
            DONE));
    bench.transcript("words", List.of(DONE));
    bench.apply(instance("bot", "step", "skills: [{skillPackRef: k8s-ops}]"));
    bench.apply(instance("talker", "words", "skills: []"));
  }

  private static String instance(String name, String model, String skills) {
    return """
    apiVersion: sympozium.ai/v1alpha1
    kind: SympoziumInstance
    metadata: {name: %s}
    spec:
      agents: {default: {provider: replay, model: %s}}
      %s
    """
        .formatted(name, model, skills);
  }

  private void round(int i) throws InterruptedException {
    boolean counts = i >= 0;
    String suffix = counts ? Integer.toString(i) : "warm";
    double job = job("job-" + suffix);
    double plain = podCreated("plain-" + suffix, () -> run("plain-" + suffix, "talker"));
    finish("plain-" + suffix);

    String name = "run-" + suffix;
    Instant created = Instant.now();
    double pod = podCreated(name, () -> run(name, "bot"));
    AgentRunStatus status = finish(name);
    Instant step = stamp(transcriptOf(name));
    Instant end = agentEnd(Objects.requireNonNull(status.podName()));
    Instant unbound = unbound(Objects.requireNonNull(status.skills().getFirst().serviceAccount()));
    double bare = bare("bare-" + suffix, status.podName());
    double gone = collect("owned-" + suffix);
    if (!counts) {
      return;
    }
    jobToPod.add(job);
    plainToPod.add(plain);
    runToPod.add(pod);
    runToStep.add(millis(created, step));
    bareToStep.add(bare);
    endToGone.add(millis(end, unbound));
    endToProof.add(millis(end, Instant.parse(status.skills().getFirst().revokedAt())));
    endToFinal.add(millis(end, Instant.parse(status.completedAt())));
    collected.add(gone);
  }

  private void run(String name, String instance) {
    bench.apply(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata: {name: %s}
        spec: {instanceRef: %s, task: measure, cleanup: keep}
        """
            .formatted(name, instance));
  }

  private AgentRunStatus finish(String name) {
    return bench.awaitSuccess(name, Duration.ofMillis(50));
  }

  private double podCreated(String prefix, Runnable create) throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    podAwaited.put(prefix, seen);
    Instant before = Instant.now();
    create.run();
    if (!seen.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("no pod of " + prefix);
    }
    return millis(before, Objects.requireNonNull(podSeen.get(prefix)));
  }

  private double job(String name) throws InterruptedException {
    double time =
        podCreated(
            name,
            () ->
                client
                    .resource(
                        new JobBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .endMetadata()
                            .withNewSpec()
                            .withNewTemplate()
                            .withNewSpec()
                            .withRestartPolicy("Never")
                            .addNewContainer()
                            .withName("c")
                            .withImage("localhost/debian:12")
                            .withCommand("true")
                            .endContainer()
                            .endSpec()
                            .endTemplate()
                            .endSpec()
                            .build())
                    .create());
    client.batch().v1().jobs().inNamespace(namespace).withName(name).delete();
    return time;
  }

  /**
   * Starts the pod of a run without operator and agent; its last container prints when it starts.
   */
  private double bare(String name, String like) {
    Pod model = client.pods().inNamespace(namespace).withName(like).require();
    List<Container> init =
        model.getSpec().getInitContainers().stream()
            .map(c ->
                c.getName().equals("install")
                    ? c
                    : new ContainerBuilder(c).withCommand("sleep", "600").build())
            .toList();
    Container agent =
        new ContainerBuilder(model.getSpec().getContainers().getFirst())
            .withCommand("sh", "-c", STAMP)
            .build();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpecLike(model.getSpec())
            .withNodeName(null)
            .withInitContainers(init)
            .withContainers(agent)
            .endSpec()
            .build();
    Instant before = Instant.now();
    client.resource(pod).create();
    Awaitility.await(name)
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> STAMPED.matcher(log(name)).find());
    double time = millis(before, stamp(log(name)));
    client.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
    return time;
  }

  /** Measures how long Kubernetes takes to delete a binding after the deletion of its owner. */
  private double collect(String name) {
    var owner =
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace)
                    .endMetadata()
                    .build())
            .create();
    var binding =
        new io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName(name)
            .withUid(owner.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
            .build();
    client.resource(binding).create();
    Instant before = Instant.now();
    client.resource(owner).delete();
    Awaitility.await(name)
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> client.resource(binding).get() == null);
    return millis(before, Instant.now());
  }

  /** Returns when the second of the two bindings of this name was deleted. */
  private Instant unbound(String name) {
    List<String> both = List.of("RoleBinding " + name, "ClusterRoleBinding " + name);
    Awaitility.await("end of " + both)
        .atMost(TIMEOUT)
        .until(() -> bindingGone.keySet().containsAll(both));
    return both.stream()
        .map(binding -> Objects.requireNonNull(bindingGone.get(binding)))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private String transcriptOf(String run) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withName(run + "-transcript")
        .require()
        .getData()
        .getOrDefault("transcript.jsonl", "");
  }

  private String log(String pod) {
    return client.pods().inNamespace(namespace).withName(pod).inContainer("agent").getLog();
  }

  /** Returns the container runtime's timestamp of the agent's last log line. */
  private Instant agentEnd(String pod) {
    // The run can be final before the kubelet has reported the exit of the container.
    String log =
        Awaitility.await(pod)
            .atMost(TIMEOUT)
            .pollInterval(Duration.ofMillis(100))
            .ignoreExceptions()
            .until(() -> stampedLog(pod), text -> text.contains("result"));
    String last = log.strip().lines().reduce((a, b) -> b).orElseThrow();
    return Instant.parse(last.substring(0, last.indexOf(' ')));
  }

  private String stampedLog(String pod) {
    return client
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .inContainer("agent")
        .usingTimestamps()
        .getLog();
  }

  private static Instant stamp(String text) {
    Matcher matcher = STAMPED.matcher(text);
    String found = null;
    while (matcher.find()) {
      found = matcher.group(1);
    }
    long nanos = Long.parseLong(Objects.requireNonNull(found, "no stamp in " + text));
    return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private void gone(HasMetadata binding) {
    bindingGone.put(binding.getKind() + " " + binding.getMetadata().getName(), Instant.now());
  }

  private void come(Pod pod) {
    Instant now = Instant.now();
    String name = pod.getMetadata().getName();
    podAwaited.forEach((prefix, latch) -> {
      if (name.startsWith(prefix + "-") && podSeen.putIfAbsent(prefix, now) == null) {
        latch.countDown();
      }
    });
  }
}
