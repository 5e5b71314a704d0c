package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Simulated nodes beside the real one: their pods are said to run at once and nothing of them does.
 * With them the control plane can be measured with hundreds of pods. Only pods that tolerate it get
 * there, or an operator would be simulated too; a namespace can say so for all of its own.
 *
 * @see <a href="https://kwok.sigs.k8s.io/">kwok</a>
 */
final class KwokNodes {
  /** Also the label that a pod selects such a node by. */
  private static final String LABEL = "sympozium.ai/simulated";

  private static final String KWOK = "kwok";
  private static final int MOST = 100;

  private KwokNodes() {}

  static void of(Progress progress, String words) throws Exception {
    var count = count(words);
    if (count > 0) {
      progress.step("kwok", step -> GoBuild.build(step, GoModule.KWOK));
    }
    progress.step("simulated nodes", step -> count == 0 ? end() : begin(count));
  }

  private static int count(String words) {
    try {
      var count = Integer.parseInt(words);
      if (count >= 0 && count <= MOST) {
        return count;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserFacingException(
        "simulate: \"%s\" is no number of nodes between 0 and %d. Example: dev/cluster simulate 5"
            .formatted(words, MOST));
  }

  private static String begin(int count) throws Exception {
    end();
    var nodes = IntStream.range(0, count).mapToObj(KwokNodes::node).collect(Collectors.joining());
    Kubectl.of("apply", "--server-side", "-f", "-").fed(nodes).run();
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
                .good());
    return count + " Ready, tainted and labelled " + LABEL;
  }

  private static String end() throws IOException {
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
