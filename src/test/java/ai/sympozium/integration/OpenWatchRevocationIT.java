package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Watches that were opened with a skill's token and are still open when the run ends. Kubernetes
 * asks once, at the start of a watch, whether it is allowed.
 */
class OpenWatchRevocationIT {
  /**
   * A container gets no grace but what its executor takes, which is none; what is left is how long
   * the kubelet takes to hear of the deleted pod and to kill. Measured: 1 to 3 s.
   */
  private static final Duration BOUND = Duration.ofSeconds(15);

  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("streams");
    TestCluster.transcript(
        namespace,
        "watch",
        Transcript.command(
            "setsid nohup kubectl get storageclasses --watch >/dev/null 2>&1 & echo left behind"),
        Transcript.command(Transcript.UNTIL_GO),
        Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "watch", "k8s-ops");
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "keep"})
  void shouldEndWatchWithContainerWhenCommandLeftItOpen(String cleanup) {
    long before = watches();
    TestCluster.run(namespace, cleanup, "instanceRef: bot", "task: Watch.", "cleanup: " + cleanup);
    String pod = RunWaits.await(namespace, cleanup, "k8s-ops");
    await("the watch is open").atMost(TestCluster.PATIENCE).until(() -> watches() == before + 1);

    TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/go");
    long ended = System.nanoTime();

    await("the watch is cut").atMost(BOUND).until(() -> watches() == before);
    System.out.printf(
        "watch cut %d ms after the agent was let go (%s)%n",
        (System.nanoTime() - ended) / 1_000_000, cleanup);
    assertThat(TestCluster.awaitFinal(namespace, cleanup).error()).isNull();
  }

  /**
   * What is so, not what one would like: no request is allowed any more, but a watch that is open
   * elsewhere goes on until the API server's own time limit, half an hour to an hour by default.
   */
  @Test
  void shouldContinueWatchWhenTokenWasCopiedOut() {
    TestCluster.run(namespace, "carried", "bot");
    String pod = RunWaits.await(namespace, "carried", "k8s-ops");
    String token =
        TestCluster.exec(
            namespace,
            pod,
            "skill-k8s-ops",
            "cat",
            "/var/run/secrets/kubernetes.io/serviceaccount/token");
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (KubernetesClient outside = TestCluster.bearer(token.strip());
        var watch = outside.configMaps().inNamespace(namespace).watch(noting(seen))) {
      TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/go");
      TestCluster.awaitFinal(namespace, "carried");
      assertThatThrownBy(() -> outside.configMaps().inNamespace(namespace).list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isIn(401, 403));

      TestCluster.transcript(namespace, "after-the-end", "secret");

      await("the event").atMost(TestCluster.PATIENCE).until(() -> seen.contains("after-the-end"));
    }
  }

  private static Watcher<ConfigMap> noting(Queue<String> seen) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, ConfigMap map) {
        seen.add(map.getMetadata().getName());
      }

      @Override
      public void onClose(WatcherException cause) {}
    };
  }

  /** Watches of storage classes that the API server serves at this moment. */
  private static long watches() {
    return TestCluster.ADMIN
        .raw("/metrics")
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests{"))
        .filter(line -> line.contains("resource=\"storageclasses\""))
        .filter(line -> line.contains("verb=\"WATCH\""))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
