package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Removes the chart while a run is live, and installs it again. */
@Isolated("It uninstalls the chart.")
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
  static void install() {
    DevProgram.install(List.of());
  }

  @Test
  void shouldRevokePermissionsOfLiveRunsBeforeOperatorIsRemoved() {
    TestCluster.run(namespace, "finished", "quick");
    TestCluster.awaitFinal(namespace, "finished");
    AgentRun live = TestCluster.run(namespace, "live", "bot");
    RunWaits.await(namespace, "live", "k8s-ops");
    String uid = live.getMetadata().getUid();
    assertThat(TestCluster.grants(uid)).isNotEmpty();

    DevProgram.helm(
        "uninstall",
        "sympozium",
        "--namespace",
        TestCluster.OPERATOR_NAMESPACE,
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
        .atMost(TestCluster.TIMEOUT)
        .until(() -> TestCluster.ADMIN.namespaces().withName(namespace).get() == null);
  }
}
