package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
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
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests watches that were opened with a skill's token and are open when the run completes.
 * Kubernetes authorizes a watch once, at its start.
 */
class OpenWatchRevocationIT {
  /**
   * Time until the kubelet has processed the deletion of the pod and killed the container. The
   * executor needs no grace period. Measured: 1 to 3 s.
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
            "setsid nohup kubectl get ingresses --watch >/dev/null 2>&1 & echo left behind"),
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
  void shouldEndWatchWithContainerWhenCommandLeftItOpen(String cleanup, TestReporter reporter) {
    TestCluster.run(namespace, cleanup, "instanceRef: bot", "task: Watch.", "cleanup: " + cleanup);
    String pod = RunWaits.await(namespace, cleanup, "k8s-ops");
    await("the watch is open").atMost(TestCluster.TIMEOUT).until(() -> watches() == 1);

    TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/go");
    long ended = System.nanoTime();

    await("the watch is cut").atMost(BOUND).until(() -> watches() == 0);
    reporter.publishEntry(
        String.format(
            "watch cut %d ms after the agent was released (%s)",
            (System.nanoTime() - ended) / 1_000_000, cleanup));
    assertThat(TestCluster.awaitFinal(namespace, cleanup).error()).isNull();
  }

  /**
   * Documents a known limit: every new request is denied, but a watch that is open elsewhere
   * continues until the API server's time limit, by default 30 to 60 minutes.
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
        var watch = outside.persistentVolumeClaims().inNamespace(namespace).watch(noting(seen))) {
      TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/go");
      TestCluster.awaitFinal(namespace, "carried");
      assertThatThrownBy(() -> outside.persistentVolumeClaims().inNamespace(namespace).list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isIn(401, 403));

      TestCluster.apply(
          namespace,
          """
          apiVersion: v1
          kind: PersistentVolumeClaim
          metadata: {name: after-the-end}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
          """);

      await("the event").atMost(TestCluster.TIMEOUT).until(() -> seen.contains("after-the-end"));
    }
  }

  private static Watcher<PersistentVolumeClaim> noting(Queue<String> seen) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, PersistentVolumeClaim claim) {
        seen.add(claim.getMetadata().getName());
      }

      @Override
      public void onClose(WatcherException cause) {}
    };
  }

  /**
   * Returns the number of open watches of ingresses in one namespace. Components of the cluster
   * watch all namespaces at once, so that their watches are not counted.
   */
  private static long watches() {
    return TestCluster.ADMIN
        .raw("/metrics")
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests{"))
        .filter(line -> line.contains("resource=\"ingresses\",scope=\"namespace\""))
        .filter(line -> line.contains("verb=\"WATCH\""))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
