package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests parallel runs, deleted runs, and an operator that dies during a run. */
@Isolated("It kills the operator.")
class IsolationIT {
  private static void setUp(String namespace, String greeting) {
    TestCluster.apply(namespace, Packs.stock("tool", greeting));
    TestCluster.transcript(
        namespace,
        "wait",
        Transcript.command("k8s-ops", Transcript.UNTIL_GO),
        Transcript.command("tool", "echo $GREETING"),
        Transcript.command(
            "k8s-ops", "kubectl get configmap wait -o jsonpath='{.metadata.namespace}'"),
        Transcript.answer("done"));
    TestCluster.instance(namespace, "bot", "wait", "k8s-ops", "tool");
  }

  @Test
  void shouldKeepRunsApartWhenNamesAreEqual() {
    String one = TestCluster.namespace("same");
    String two = TestCluster.namespace("same");
    setUp(one, "ONE");
    setUp(two, "TWO");
    var first = TestCluster.run(one, "r", "bot");
    var second = TestCluster.run(two, "r", "bot");
    String firstPod = RunWaits.await(one, "r", "k8s-ops", "tool");
    String secondPod = RunWaits.await(two, "r", "k8s-ops", "tool");

    TestCluster.exec(one, firstPod, "agent", "touch", "/workspace/go");
    AgentRunStatus firstStatus = TestCluster.awaitFinal(one, "r");

    assertThatStatus(firstStatus).hasSucceeded();
    assertThat(RunWaits.transcript(one, firstStatus))
        .contains("ONE", one)
        .doesNotContain("TWO", two);
    assertThatRun(first).hasNoPermissionsLeft();
    assertThat(TestCluster.grants(second.getMetadata().getUid())).hasSize(5);

    TestCluster.exec(two, secondPod, "agent", "touch", "/workspace/go");
    AgentRunStatus secondStatus = TestCluster.awaitFinal(two, "r");

    assertThatStatus(secondStatus).hasSucceeded();
    assertThat(RunWaits.transcript(two, secondStatus)).contains("TWO", two).doesNotContain("ONE");
    assertThatRun(second).hasNoPermissionsLeft();
    TestCluster.deleteNamespace(one);
    TestCluster.deleteNamespace(two);
  }

  @Test
  void shouldRevokePermissionsBeforePodWhenRunIsDeleted() {
    String namespace = TestCluster.namespace("deleted");
    setUp(namespace, "x");
    var run = TestCluster.run(namespace, "r", "bot");
    String pod = RunWaits.await(namespace, "r", "k8s-ops");
    var order = new ConcurrentLinkedQueue<String>();
    var rights =
        TestCluster.ADMIN
            .rbac()
            .roleBindings()
            .inNamespace(namespace)
            .watch(DeletionOrder.into(order, "rights"));
    var pods =
        TestCluster.ADMIN.pods().inNamespace(namespace).watch(DeletionOrder.into(order, "pod"));

    TestCluster.ADMIN.resource(run).delete();

    await("run gone")
        .atMost(TestCluster.TIMEOUT)
        .until(() ->
            TestCluster.ADMIN
                    .resources(ai.sympozium.api.AgentRun.class)
                    .inNamespace(namespace)
                    .withName("r")
                    .get()
                == null);
    assertThatRun(run).hasNoPermissionsLeft();
    await("pod gone")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> TestCluster.ADMIN.pods().inNamespace(namespace).withName(pod).get() == null);
    await("both heard of").atMost(TestCluster.TIMEOUT).until(() -> order.size() >= 2);
    assertThat(order.stream().sorted(DeletionOrder.BY_REVISION).map(DeletionOrder::what))
        .containsExactly("rights", "pod");
    rights.close();
    pods.close();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldCompleteRunWhenOperatorWasKilled() {
    String namespace = TestCluster.namespace("killed");
    setUp(namespace, "x");
    var run = TestCluster.run(namespace, "r", "bot");
    String pod = RunWaits.await(namespace, "r", "k8s-ops", "tool");

    Operator.kill();
    // The agent exits while no operator runs.
    TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/go");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "r");

    assertThat(status.error()).isNull();
    assertThatStatus(status).hasSucceeded();
    assertThat(status.result()).isEqualTo("done");
    assertThatRun(run).hasNoPermissionsLeft();
    Operator.awaitReady();
    TestCluster.deleteNamespace(namespace);
  }
}
