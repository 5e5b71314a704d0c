package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Adds simulated nodes for benchmarks with hundreds of pods. Their pods are reported as running
 * without any process. A taint keeps the operator away. Benchmark namespaces tolerate it.
 *
 * @see <a href="https://kwok.sigs.k8s.io/">kwok</a>
 */
final class KwokNodes {
  /** Key of the taint and of the label. */
  private static final String LABEL = "sympozium.ai/simulated";

  private static final String KWOK = "kwok";
  private static final int MAX_NODES = 100;

  private KwokNodes() {}

  static void set(Progress progress, String argument) throws Exception {
    var count = count(argument);
    if (count > 0) {
      progress.step("kwok", step -> GoBuild.build(step, GoModule.KWOK));
    }
    progress.step("simulated nodes", step -> count == 0 ? stop() : start(count));
  }

  private static int count(String argument) {
    try {
      var count = Integer.parseInt(argument);
      if (count >= 0 && count <= MAX_NODES) {
        return count;
      }
    } catch (NumberFormatException e) {
      // The exception below names the problem.
    }
    throw new UserFacingException(
        "simulate: \"%s\" is not a number between 0 and %d. Example: dev/cluster simulate 5"
            .formatted(argument, MAX_NODES));
  }

  private static String start(int count) throws Exception {
    stop();
    var nodes = IntStream.range(0, count).mapToObj(KwokNodes::node).collect(Collectors.joining());
    Kubectl.of("apply", "--server-side", "-f", "-").withInput(nodes).run();
    new Component(
            KWOK,
            GoModule.KWOK.program(KWOK).toString(),
            "--kubeconfig=" + Certificates.kubeconfig("admin"),
            "--config=" + GoModule.KWOK.module().resolve("stages.yaml"),
            "--manage-nodes-with-label-selector=" + LABEL,
            "--node-ip=" + Network.NODE,
            "--node-lease-duration-seconds=40")
        .start();
    Await.until(
        KWOK,
        () ->
            Kubectl.of("wait", "--for=condition=Ready", "node", "-l", LABEL, "--timeout=1s")
                .attempt()
                .succeeded());
    return count + " Ready, tainted and labelled " + LABEL;
  }

  private static String stop() throws IOException {
    Component.process(KWOK).ifPresent(ProcessHandle::destroyForcibly);
    Kubectl.of("delete", "node", "-l", LABEL, "--ignore-not-found", "--timeout=60s").run();
    return "none";
  }

  private static String node(int number) {
    return """
    ---
    apiVersion: v1
    kind: Node
    metadata:
      name: simulated-%1$d
      labels:
        %2$s: "true"
        kubernetes.io/hostname: simulated-%1$d
        kubernetes.io/os: linux
    spec:
      taints: [{key: %2$s, effect: NoSchedule}]
    """
            .formatted(number, LABEL)
        + "status:\n"
        + "  capacity: {cpu: 1k, memory: 1Ti, pods: 1k}\n"
        + "  allocatable: {cpu: 1k, memory: 1Ti, pods: 1k}\n";
  }
}
