package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests names at and beyond their limits, and reused names. */
class NamesIT {
  private static final String PACK = "p".repeat(52);
  private static final String INSTANCE = "i".repeat(63);

  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("n".repeat(56));
    assertThat(namespace).hasSize(63);
    TestCluster.apply(
        namespace,
        Packs.withRules(
            PACK,
            "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]",
            "[{apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [list]}]"));
    TestCluster.transcript(
        namespace,
        "wait",
        Transcript.command(
            Transcript.UNTIL_GO + "; wc -c </var/run/secrets/kubernetes.io/serviceaccount/token"),
        Transcript.answer("done"));
    TestCluster.instance(namespace, INSTANCE, "wait", PACK);
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldCompleteRunWhenNamesHaveMaximumLength() {
    String name = "r".repeat(63);
    AgentRun run = TestCluster.run(namespace, name, INSTANCE);
    go(name);

    AgentRunStatus status = TestCluster.awaitFinal(namespace, name);

    assertThat(status.error()).isNull();
    assertThatStatus(status).hasSucceeded();
    assertThat(RunWaits.transcript(namespace, status)).contains("\"exitCode\":0");
    assertThatRun(run).hasNoPermissionsLeft();
  }

  @Test
  void shouldRejectNamesWhenTheyAreTooLong() {
    assertThatThrownBy(() -> TestCluster.run(namespace, "r".repeat(64), INSTANCE))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(
            "metadata.name: The name is too long for the labels of the run's objects");
    assertThatThrownBy(() -> TestCluster.run(namespace, "r", "i".repeat(64)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.instanceRef");
    assertThatThrownBy(() -> TestCluster.instance(namespace, "i".repeat(64), "wait"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(
            "metadata.name: The name is too long for the labels of the runs' objects");
    for (String pack : new String[] {"p".repeat(53), "../pods", "a_b"}) {
      assertThatThrownBy(() -> TestCluster.instance(namespace, "bot", "wait", pack))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("spec.skills[0].skillPackRef");
    }
  }

  /** Repeated, because the race depends on milliseconds. */
  @Test
  void shouldStartRunOfSameNameWhenFirstIsBeingDeleted() {
    for (int time = 1; time <= 3; time++) {
      AgentRun first = TestCluster.run(namespace, "again", INSTANCE);
      RunWaits.await(namespace, "again", PACK);
      TestCluster.ADMIN.resource(first).delete();

      AgentRun second = recreate(first);
      String firstUid = first.getMetadata().getUid();
      String secondUid = second.getMetadata().getUid();
      assertThat(secondUid).isNotEqualTo(firstUid);
      assertThat(TestCluster.grants(firstUid)).isEmpty();
      go("again");

      AgentRunStatus status = TestCluster.awaitFinal(namespace, "again");
      assertThat(status.error()).isNull();
      assertThatStatus(status).hasSucceeded();
      assertThat(RunWaits.transcript(namespace, status)).contains("went");
      assertThat(TestCluster.grants(secondUid)).isEmpty();
      TestCluster.ADMIN.resource(second).delete();
      await("nothing of it is left")
          .atMost(TestCluster.TIMEOUT)
          .until(() -> TestCluster.pods(namespace, "again").isEmpty());
    }
  }

  /**
   * Creates the run as soon as the name is free, before the garbage collector has processed the
   * deletion of the first.
   */
  private static AgentRun recreate(AgentRun first) {
    var again = new AgentRun();
    again.setMetadata(new ObjectMetaBuilder().withName("again").withNamespace(namespace).build());
    again.setSpec(first.getSpec());
    await("the name is free")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(5))
        .ignoreException(KubernetesClientException.class)
        .until(() -> TestCluster.ADMIN.resource(again).create() != null);
    return TestCluster.get(namespace, "again");
  }

  private static void go(String run) {
    await("pod of " + run)
        .atMost(TestCluster.TIMEOUT)
        .until(() -> {
          AgentRunStatus status = TestCluster.status(namespace, run);
          assertThat(status.error()).isNull();
          return status.podName() != null;
        });
    String pod = Objects.requireNonNull(TestCluster.status(namespace, run).podName());
    await("agent of " + run)
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() ->
            TestCluster.exec(namespace, pod, "agent", "cat", "/ipc/" + PACK + "/ready")
                .contains(PACK));
    RunWaits.release(namespace, pod);
  }
}
