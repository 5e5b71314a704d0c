package ai.sympozium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.Phase;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Runs beside each other, deleted runs, and an operator that dies in the middle. */
class IsolationIT {
  private static void setUp(String namespace, String greeting) {
    Ground.apply(namespace, Packs.stock("tool", greeting));
    Ground.transcript(
        namespace,
        "wait",
        Transcript.command("k8s-ops", Transcript.UNTIL_GO),
        Transcript.command("tool", "echo $GREETING"),
        Transcript.command(
            "k8s-ops", "kubectl get configmap wait -o jsonpath='{.metadata.namespace}'"),
        Transcript.answer("done"));
    Ground.instance(namespace, "bot", "wait", "k8s-ops", "tool");
  }

  @Test
  void twoNamespacesWithTheSameNamesDoNotTouchEachOther() {
    String one = Ground.namespace("same");
    String two = Ground.namespace("same");
    setUp(one, "ONE");
    setUp(two, "TWO");
    var first = Ground.run(one, "r", "bot");
    var second = Ground.run(two, "r", "bot");
    String firstPod = Running.await(one, "r", "k8s-ops", "tool");
    String secondPod = Running.await(two, "r", "k8s-ops", "tool");

    Ground.exec(one, firstPod, "agent", "touch", "/workspace/go");
    AgentRunStatus firstStatus = Ground.awaitFinal(one, "r");

    assertThat(firstStatus.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(Running.transcript(one, firstStatus))
        .contains("ONE", one)
        .doesNotContain("TWO", two);
    assertThat(Ground.grants(first.getMetadata().getUid())).isEmpty();
    assertThat(Ground.grants(second.getMetadata().getUid())).hasSize(5);

    Ground.exec(two, secondPod, "agent", "touch", "/workspace/go");
    AgentRunStatus secondStatus = Ground.awaitFinal(two, "r");

    assertThat(secondStatus.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(Running.transcript(two, secondStatus)).contains("TWO", two).doesNotContain("ONE");
    assertThat(Ground.grants(second.getMetadata().getUid())).isEmpty();
    Ground.deleteNamespace(one);
    Ground.deleteNamespace(two);
  }

  @Test
  void aDeletedRunLosesItsRightsAndItsPod() {
    String namespace = Ground.namespace("deleted");
    setUp(namespace, "x");
    var run = Ground.run(namespace, "r", "bot");
    String pod = Running.await(namespace, "r", "k8s-ops");
    var order = new ConcurrentLinkedQueue<String>();
    var rights =
        Ground.ADMIN
            .rbac()
            .roleBindings()
            .inNamespace(namespace)
            .watch(Deletions.into(order, "rights"));
    var pods = Ground.ADMIN.pods().inNamespace(namespace).watch(Deletions.into(order, "pod"));

    Ground.ADMIN.resource(run).delete();

    await("run gone")
        .atMost(Ground.PATIENCE)
        .until(() ->
            Ground.ADMIN
                    .resources(ai.sympozium.api.AgentRun.class)
                    .inNamespace(namespace)
                    .withName("r")
                    .get()
                == null);
    assertThat(Ground.grants(run.getMetadata().getUid())).isEmpty();
    await("pod gone")
        .atMost(Ground.PATIENCE)
        .until(() -> Ground.ADMIN.pods().inNamespace(namespace).withName(pod).get() == null);
    await("both heard of").atMost(Ground.PATIENCE).until(() -> order.size() >= 2);
    assertThat(order.stream().sorted(Deletions.BY_REVISION).map(Deletions::what))
        .containsExactly("rights", "pod");
    rights.close();
    pods.close();
    Ground.deleteNamespace(namespace);
  }

  @Test
  void aRunGoesOnAfterTheOperatorWasKilled() {
    String namespace = Ground.namespace("killed");
    setUp(namespace, "x");
    var run = Ground.run(namespace, "r", "bot");
    String pod = Running.await(namespace, "r", "k8s-ops", "tool");

    Operator.kill();
    // The agent ends while nobody is there to hear it.
    Ground.exec(namespace, pod, "agent", "touch", "/workspace/go");
    AgentRunStatus status = Ground.awaitFinal(namespace, "r");

    assertThat(status.error()).isNull();
    assertThat(status.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(status.result()).isEqualTo("done");
    assertThat(Ground.grants(run.getMetadata().getUid())).isEmpty();
    Operator.awaitReady();
    Ground.deleteNamespace(namespace);
  }
}
