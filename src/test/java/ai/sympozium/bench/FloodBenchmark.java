package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.integration.flood.GatewayFlood;
import ai.sympozium.integration.flood.GatewayFlood.TargetPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * Measures the time to revocation while other tenants flood the operator: ten clients send requests
 * to the gateway, and a namespace contains many rejected runs. Follows rounds without flood. Each
 * bridge has an address of its own, because the gateway limits requests by address.
 */
public final class FloodBenchmark {
  private static final int PER_SECOND = 1_000;

  private final KubernetesClient client;
  private final OperatorPod operator;
  private final SimulatedRuns runs;
  private final int rejected;
  private final int rounds;
  private final List<InetAddress> sources;
  private final Gateway gateway;

  private FloodBenchmark(
      KubernetesClient client,
      SimulatedRuns runs,
      int rejected,
      int rounds,
      List<InetAddress> sources,
      Gateway gateway) {
    this.client = client;
    this.operator = new OperatorPod(client);
    this.runs = runs;
    this.rejected = rejected;
    this.rounds = rounds;
    this.sources = sources;
    this.gateway = gateway;
  }

  public static void main(String... args) {
    int code = 1;
    try {
      int rejected = Integer.parseInt(args[0]);
      int completions = Integer.parseInt(args[1]);
      int rounds = Integer.parseInt(args[2]);
      try (KubernetesClient client = BenchNamespace.connect();
          SimulatedRuns runs = new SimulatedRuns(client, "quiet")) {
        Gateway gateway = new Gateway(client, addresses(args[4]));
        new FloodBenchmark(client, runs, rejected, rounds, addresses(args[3]), gateway)
            .measure(completions);
      }
      code = 0;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  /** Reads addresses that commas separate. */
  private static List<InetAddress> addresses(String text) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String address : text.split(",", -1)) {
      addresses.add(InetAddress.getByName(address));
    }
    return addresses;
  }

  private void measure(int count) throws Exception {
    String figure = count + " runs × 1 skill complete within 1 s: completion → binding deleted, ";
    LatencySamples idle = new LatencySamples("without other tenants");
    LatencySamples objects = new LatencySamples(figure + rejected + " rejected runs");
    LatencySamples flooded =
        new LatencySamples(figure + "the same and " + PER_SECOND + " requests/s");
    CompletionBurst completions = new CompletionBurst(client, runs, gateway);
    completions.endAll("single", count, new LatencySamples("warm-up"));
    for (int i = 0; i < rounds; i++) {
      completions.endAll("single", count, idle);
    }
    String before = process();
    try (SimulatedRuns hostile = new SimulatedRuns(client, "hostile")) {
      SimulatedRuns.together(rejected, n -> hostile.create("rejected-" + n, "absent"));
      Awaitility.await("runs rejected")
          .atMost(SimulatedRuns.TIMEOUT)
          .until(() -> hostile.finished() >= rejected);
      for (int i = 0; i < rounds; i++) {
        completions.endAll("single", count, objects);
        flood(hostile, completions, count, flooded);
        System.err.printf("flood, round %d of %d%n", i + 1, rounds);
      }
    }
    System.out.println(LatencySamples.PERCENTILES);
    System.out.println(objects.percentiles(idle));
    System.out.println(flooded.percentiles(idle));
    String after = process();
    System.out.printf("%noperator restarted: %b%n", !before.equals(after));
  }

  /** Forges tokens of a run of the hostile tenant, which may know its own pods. */
  private void flood(
      SimulatedRuns hostile, CompletionBurst completions, int count, LatencySamples figures)
      throws Exception {
    hostile.create("own", "none");
    Awaitility.await("run of the hostile tenant")
        .atMost(SimulatedRuns.TIMEOUT)
        .until(() -> !hostile.atWork().isEmpty());
    AgentRunStatus status = Objects.requireNonNull(hostile.atWork().getFirst().getStatus());
    TargetPod target =
        new TargetPod(
            hostile.namespace(),
            Objects.requireNonNull(status.podName()),
            Objects.requireNonNull(status.podUID()));
    try (GatewayFlood flood = new GatewayFlood(gateway.url(), target, sources, PER_SECOND)) {
      Awaitility.await("flood")
          .atMost(SimulatedRuns.TIMEOUT)
          .until(() -> flood.sent() > PER_SECOND);
      long begun = System.nanoTime();
      long sent = flood.sent();
      Map<String, Double> cpu = cpuMillis();
      completions.endAll("single", count, figures);
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.err.printf(
          "flood: %.0f requests/s, %s; %d reports repeated%n",
          (flood.sent() - sent) / seconds, flood.outcomes(), gateway.takeRepeated());
      Map<String, Double> used = cpuMillis();
      used.replaceAll((name, millis) -> (millis - Objects.requireNonNull(cpu.get(name))) / seconds);
      System.err.printf("flood: CPU in ms/s: %s%n", used);
    }
    client.resources(AgentRun.class).inNamespace(hostile.namespace()).withName("own").delete();
  }

  /** Returns the CPU time of the processes that share the machine. */
  private Map<String, Double> cpuMillis() {
    Map<String, Double> millis = new TreeMap<>();
    for (String program : List.of("kube-apiserver", "kube-controller-manager", "etcd", "kwok")) {
      millis.put(program, LocalProcesses.named(program).cpuMillis());
    }
    millis.put("operator", operator.processes().cpuMillis());
    millis.put("benchmark", new LocalProcesses(List.of(ProcessHandle.current())).cpuMillis());
    return millis;
  }

  /** Identifies the process of the operator. */
  private String process() {
    Pod pod = operator.find();
    return pod.getMetadata().getUid()
        + pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
  }
}
