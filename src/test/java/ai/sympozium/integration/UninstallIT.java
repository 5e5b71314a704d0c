package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Removes the chart while a run is live, and installs it again. */
class UninstallIT {
  private static String namespace = "";

  @BeforeAll
  static void instances() {
    namespace = TestCluster.namespace("uninstall");
    TestCluster.transcript(
        namespace,
        "wait",
        Transcript.command("k8s-ops", Transcript.UNTIL_GO),
        Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "wait", "k8s-ops");
    TestCluster.transcript(namespace, "say", Transcript.answer("done"));
    TestCluster.instance(namespace, "quick", "say", "k8s-ops");
  }

  @AfterAll
  static void install() throws IOException, InterruptedException {
    run("dev/install", "--tests");
  }

  @Test
  void shouldRevokePermissionsOfLiveRunsBeforeOperatorIsRemoved() throws Exception {
    TestCluster.run(namespace, "finished", "quick");
    TestCluster.awaitFinal(namespace, "finished");
    AgentRun live = TestCluster.run(namespace, "live", "bot");
    RunWaits.await(namespace, "live", "k8s-ops");
    String uid = live.getMetadata().getUid();
    assertThat(TestCluster.grants(uid)).isNotEmpty();

    String helm = run("dev/cluster", "path", "helm").strip();
    String kubeconfig = run("dev/cluster", "kubeconfig").strip();
    run(
        helm,
        "uninstall",
        "sympozium",
        "--namespace",
        TestCluster.OPERATOR_NAMESPACE,
        "--kubeconfig",
        kubeconfig,
        "--wait",
        "--timeout",
        "120s");

    assertThat(TestCluster.grants(uid)).isEmpty();
    var runs = TestCluster.ADMIN.resources(AgentRun.class).inNamespace(namespace);
    assertThat(runs.list().getItems())
        .extracting(run -> run.getMetadata().getName())
        .containsExactly("finished");
    assertThat(
            TestCluster.ADMIN
                .batch()
                .v1()
                .jobs()
                .inNamespace(TestCluster.OPERATOR_NAMESPACE)
                .withName("sympozium-uninstall")
                .get())
        .isNull();
    TestCluster.deleteNamespace(namespace);
    await("namespace deleted without an operator")
        .atMost(TestCluster.PATIENCE)
        .until(() -> TestCluster.ADMIN.namespaces().withName(namespace).get() == null);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }
}
