package ai.sympozium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.Phase;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names at their limits and beyond, and names that are used again. */
class NamesIT {
  private static final String PACK = "p".repeat(52);
  private static final String INSTANCE = "i".repeat(63);

  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = Ground.namespace("n".repeat(56));
    assertThat(namespace).hasSize(63);
    Ground.apply(
        namespace,
        Packs.withRules(
            PACK,
            "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]",
            "[{apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [list]}]"));
    Ground.transcript(
        namespace,
        "wait",
        Transcript.command(
            Transcript.UNTIL_GO + "; wc -c </var/run/secrets/kubernetes.io/serviceaccount/token"),
        Transcript.answer("done"));
    Ground.instance(namespace, INSTANCE, "wait", PACK);
  }

  @AfterAll
  static void remove() {
    Ground.deleteNamespace(namespace);
  }

  @Test
  void theLongestNamesWork() {
    String name = "r".repeat(63);
    AgentRun run = Ground.run(namespace, name, INSTANCE);
    go(name);

    AgentRunStatus status = Ground.awaitFinal(namespace, name);

    assertThat(status.error()).isNull();
    assertThat(status.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(Running.transcript(namespace, status)).contains("\"exitCode\":0");
    assertThat(Ground.grants(run.getMetadata().getUid())).isEmpty();
  }

  @Test
  void aNameThatIsTooLongIsRefusedAtOnce() {
    assertThatThrownBy(() -> Ground.run(namespace, "r".repeat(64), INSTANCE))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("metadata.name: a run's name becomes a label");
    assertThatThrownBy(() -> Ground.run(namespace, "r", "i".repeat(64)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.instanceRef");
    assertThatThrownBy(() -> Ground.instance(namespace, "i".repeat(64), "wait"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("metadata.name: an instance's name becomes a label");
    for (String pack : new String[] {"p".repeat(53), "../pods", "a_b"}) {
      assertThatThrownBy(() -> Ground.instance(namespace, "bot", "wait", pack))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("spec.skills[0].skillPackRef");
    }
  }

  /** More than once: what is to be found here hangs on milliseconds. */
  @Test
  void aRunOfTheSameNameStartsWhileTheFirstIsEnding() {
    for (int time = 1; time <= 3; time++) {
      AgentRun first = Ground.run(namespace, "again", INSTANCE);
      Running.await(namespace, "again", PACK);
      Ground.ADMIN.resource(first).delete();

      AgentRun second = recreate(first);
      String firstUid = first.getMetadata().getUid();
      String secondUid = second.getMetadata().getUid();
      assertThat(secondUid).isNotEqualTo(firstUid);
      assertThat(Ground.grants(firstUid)).isEmpty();
      go("again");

      AgentRunStatus status = Ground.awaitFinal(namespace, "again");
      assertThat(status.error()).isNull();
      assertThat(status.phase()).isEqualTo(Phase.SUCCEEDED);
      assertThat(Running.transcript(namespace, status)).contains("went");
      assertThat(Ground.grants(secondUid)).isEmpty();
      Ground.ADMIN.resource(second).delete();
      await("nothing of it is left")
          .atMost(Ground.PATIENCE)
          .until(() -> Ground.pods(namespace, "again").isEmpty());
    }
  }

  /** As soon as the name is free, before garbage collection has seen that the first is gone. */
  private static AgentRun recreate(AgentRun first) {
    var again = new AgentRun();
    again.setMetadata(new ObjectMetaBuilder().withName("again").withNamespace(namespace).build());
    again.setSpec(first.getSpec());
    await("the name is free")
        .atMost(Ground.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .ignoreException(KubernetesClientException.class)
        .until(() -> Ground.ADMIN.resource(again).create() != null);
    return Ground.get(namespace, "again");
  }

  private static void go(String run) {
    await("pod of " + run)
        .atMost(Ground.PATIENCE)
        .until(() -> {
          AgentRunStatus status = Ground.status(namespace, run);
          assertThat(status.error()).isNull();
          return status.podName() != null;
        });
    String pod = Objects.requireNonNull(Ground.status(namespace, run).podName());
    await("agent of " + run)
        .atMost(Ground.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() ->
            Ground.exec(namespace, pod, "agent", "cat", "/ipc/" + PACK + "/ready").contains(PACK));
    Ground.exec(namespace, pod, "agent", "touch", "/workspace/go");
  }
}
