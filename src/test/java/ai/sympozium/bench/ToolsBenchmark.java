package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Measures the tools of one run on the embedded cluster: the overhead of {@code execute_command}
 * over the bare command in the same container, large outputs, concurrent commands, the delay of the
 * live view, and what the containers cost while they wait. Prints Markdown tables for {@code
 * docs/performance.md}.
 */
public final class ToolsBenchmark {
  private static final int WARM_UP = 100;
  private static final int CONCURRENT = 50;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final String STAMP = "date +%s%N >> /workspace/stamps";
  private static final String WAIT = "touch /workspace/waiting; read x < /workspace/pipe";
  private static final String MEGABYTE = STAMP + "; head -c 1000000 /dev/zero | tr '\\0' x";
  private static final String POD = "tools";

  private final KubernetesClient client;
  private final BenchNamespace bench;
  private final String namespace;
  private final int commands;

  private ToolsBenchmark(BenchNamespace bench, int commands) {
    this.client = bench.client();
    this.bench = bench;
    this.namespace = bench.name();
    this.commands = commands;
  }

  public static void main(String... args) {
    int code = 1;
    try (var client = BenchNamespace.connect();
        var bench = BenchNamespace.create(client, "bench", Map.of())) {
      new ToolsBenchmark(bench, Integer.parseInt(args[0])).measure();
      code = 0;
    } catch (Exception e) {
      System.err.println("dev/bench: " + e);
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private void measure() throws Exception {
    System.out.println(LatencySamples.PERCENTILES);
    measureCommands();
    measureLiveView();
  }

  /** Runs all commands of one run, then measures its containers while it waits for the last one. */
  private void measureCommands() throws Exception {
    var lines = new ArrayList<String>();
    lines.add(call("mkfifo /workspace/pipe"));
    lines.addAll(Collections.nCopies(WARM_UP + commands, call(STAMP)));
    lines.add(call("mv /workspace/stamps /workspace/short"));
    for (int i = 0; i < (WARM_UP + commands) / 5; i++) {
      lines.add(call(MEGABYTE));
      lines.add(call(STAMP));
    }
    lines.add(call(WAIT));
    lines.add("{\"role\":\"assistant\",\"content\":\"done\"}");
    start(POD, lines);
    Awaitility.await("the last command")
        .atMost(TIMEOUT)
        .pollInterval(POLL)
        .ignoreExceptions()
        .until(() -> bash("ls /workspace").contains("waiting"));
    var pod = pod(POD);

    var tool =
        periods(bash("cat /workspace/short"), 1, WARM_UP, "`execute_command`: start to start");
    var bare =
        periods(
            bash(
                "for i in $(seq %d); do bash -c 'date +%%s%%N'; done"
                    .formatted(WARM_UP + commands)),
            1,
            WARM_UP,
            "the same commands in a loop of a shell");
    System.out.println(tool.percentiles(bare));
    var large =
        periods(
            bash("cat /workspace/stamps"),
            2,
            WARM_UP / 5,
            "`execute_command` with 1 MB of output: start to next start");
    var bareLarge =
        periods(
            bash(
                "for i in $(seq %d); do bash -c \"%s\" | cat > /tmp/out; %s; done; cat /workspace/stamps"
                    .formatted((WARM_UP + commands) / 5, MEGABYTE, STAMP)
                    .replace("/workspace/stamps", "/tmp/stamps")),
            2,
            WARM_UP / 5,
            "the same in a shell, through a pipe to a file");
    System.out.println(large.percentiles(bareLarge));
    measureConcurrency();
    printContainers(ContainerCost.of(pod, IDLE));
    bash("echo > /workspace/pipe");
    bench.awaitSuccess(POD, POLL);
  }

  /** Puts the requests into the directory at once, as 50 clients would. */
  private void measureConcurrency() throws Exception {
    var tool = new LatencySamples(CONCURRENT + " commands `sleep 0.1` at once by the executor");
    var bare = new LatencySamples("the same in the background of a shell");
    for (int i = 0; i < 5; i++) {
      tool.add(
          difference(
              bash(
                  """
                  mkdir /ipc/tools/.b && cd /ipc/tools/.b
                  for i in $(seq %1$d); do
                    echo '{"command":"sleep 0.1","timeout":60}' > exec-request-b%2$d-$i.json
                  done
                  shopt -s nullglob
                  date +%%s%%N
                  mv exec-request-* ..
                  cd ..
                  until results=(exec-result-b%2$d-*); [ ${#results[@]} -ge %1$d ]; do sleep 0.01; done
                  date +%%s%%N
                  grep -L '"exitCode":0' "${results[@]}" | xargs -r cat
                  rm -rf .b exec-request-b%2$d-* exec-result-b%2$d-*
                  """
                      .formatted(CONCURRENT, i))));
      bare.add(
          difference(
              bash(
                  "date +%s%N; for i in $(seq "
                      + CONCURRENT
                      + "); do bash -c 'sleep 0.1' & done; wait; date +%s%N")));
    }
    System.out.println(tool.percentiles(bare));
  }

  /** Compares the time of each entry with the time at which a watch reports it. */
  private void measureLiveView() throws Exception {
    var lines = new ArrayList<String>(Collections.nCopies(commands / 5, call("sleep 1")));
    lines.add("{\"role\":\"assistant\",\"content\":\"done\"}");
    var seen = new ConcurrentHashMap<Long, Double>();
    var written = new LatencySamples("ConfigMap: written → seen by a watch");
    var name = RunObjects.logName("live");
    try (var watch =
        client
            .configMaps()
            .inNamespace(namespace)
            .watch(
                new Watcher<ConfigMap>() {
                  @Override
                  public void eventReceived(Action action, ConfigMap map) {
                    var now = Instant.now();
                    var data = map.getData() == null ? Map.<String, String>of() : map.getData();
                    if (map.getMetadata().getName().equals(name)) {
                      data.getOrDefault(RunObjects.LOG_KEY, "")
                          .lines()
                          .flatMap(line -> LogEntry.parse(line).stream())
                          .forEach(e -> seen.putIfAbsent(e.seq(), millis(e.time(), now)));
                    } else if (data.containsKey("at")) {
                      written.add(millis(Instant.parse(data.get("at")), now));
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    System.err.println("the watch ended: " + cause.getMessage());
                  }
                })) {
      start("live", lines);
      for (int i = 0; i < commands / 5; i++) {
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("written-" + i)
                    .withNamespace(namespace)
                    .endMetadata()
                    .addToData("at", Instant.now().toString())
                    .build())
            .create();
        // Spreads the writes over the time of the run. Nothing depends on the pause.
        Thread.sleep(500);
      }
      bench.awaitSuccess("live", POLL);
      var live = new LatencySamples("live view: entry written by the agent → seen by a watch");
      seen.values().forEach(live::add);
      System.out.println(live.percentiles(written));
      System.out.printf("%n%d entries%n", live.count());
    }
  }

  private void printContainers(List<ContainerCost> costs) {
    System.out.println();
    System.out.println("| container, idle for 30 s | CPU, ms/s | RSS, MiB | PSS, MiB |");
    System.out.println("|---|---|---|---|");
    for (var cost : costs) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.0f | %.0f |%n",
          cost.name(),
          cost.cpuMillisPerSecond(),
          cost.residentMiB(),
          cost.proportionalMiB());
    }
    System.out.println();
    System.out.println(LatencySamples.PERCENTILES);
  }

  private void start(String name, List<String> transcript) {
    bench.transcript(name, transcript);
    bench.apply(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: %1$s}
        spec:
          agents: {default: {provider: replay, model: %1$s, limits: {turns: 1000}}}
          skills: [{skillPackRef: k8s-ops}]
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata: {name: %1$s}
        spec: {instanceRef: %1$s, task: measure}
        """
            .formatted(name));
  }

  private Pod pod(String run) {
    var status =
        client.resources(AgentRun.class).inNamespace(namespace).withName(run).require().getStatus();
    return client.pods().inNamespace(namespace).withName(status.podName()).require();
  }

  /** Runs a script in the container of the skill. */
  private String bash(String script) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var exec =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod(POD).getMetadata().getName())
            .inContainer("skill-k8s-ops")
            .writingOutput(out)
            .exec("bash", "-c", script)) {
      exec.exitCode().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String call(String command) {
    // The last command waits until everything is measured. The tool allows no longer timeout.
    var arguments = JsonTrees.object().put("command", command).put("timeout", 120);
    var message = JsonTrees.object().put("role", "assistant");
    message.putNull("content");
    message
        .putArray("tool_calls")
        .addObject()
        .put("id", "c")
        .put("type", "function")
        .putObject("function")
        .put("name", "execute_command")
        .put("arguments", JsonTrees.write(arguments));
    return JsonTrees.write(message);
  }

  /** Returns every {@code step}th difference between neighbours, without those of the warm-up. */
  private static LatencySamples periods(String stamps, int step, int warmUp, String name) {
    var samples = new LatencySamples(name);
    var times = stamps.lines().mapToLong(Long::parseLong).toArray();
    for (int i = warmUp * step; i + 1 < times.length; i += step) {
      samples.add((times[i + 1] - times[i]) / 1e6);
    }
    return samples;
  }

  private static double difference(String stamps) {
    var lines = stamps.lines().toList();
    if (lines.size() != 2) {
      throw new IllegalStateException("not all commands succeeded: " + lines);
    }
    return (Long.parseLong(lines.get(1)) - Long.parseLong(lines.get(0))) / 1e6;
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }
}
