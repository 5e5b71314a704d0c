package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Follows a run from its creation to the verification that none of its objects is left. */
class AgentRunLifecycleIT {
  private static String namespace = "";

  @BeforeAll
  static void instance() {
    namespace = TestCluster.namespace("life");
    TestCluster.transcript(
        namespace,
        "look",
        // kubectl with an option uses the kubeconfig of the executor.
        Transcript.command("kubectl get namespace kube-system -o name --request-timeout=30s"),
        Transcript.command("kubectl get secrets; echo exit $?"),
        Transcript.answer("It is there."));
    TestCluster.instance(namespace, "bot", "look", "k8s-ops");
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldReportResultAndRevokePermissionsWhenRunCompletes() {
    AgentRun run = TestCluster.run(namespace, "whole", "bot");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "whole");

    assertThat(status.error()).isNull();
    assertThatStatus(status).hasSucceeded();
    assertThat(status.result()).isEqualTo("It is there.");
    assertThat(status.exitCode()).isZero();
    assertThat(status.tokenUsage())
        .isNotNull()
        .satisfies(u -> assertThat(u.toolCalls()).isEqualTo(2));
    assertThat(status.conditions())
        .extracting(Condition::getType, Condition::getStatus)
        .contains(
            org.assertj.core.groups.Tuple.tuple("Planned", "True"),
            org.assertj.core.groups.Tuple.tuple("PermissionsGranted", "True"),
            org.assertj.core.groups.Tuple.tuple("Succeeded", "True"),
            org.assertj.core.groups.Tuple.tuple("PermissionsRevoked", "True"));
    assertThat(status.skills())
        .singleElement()
        .satisfies(skill -> {
          assertThat(skill.name()).isEqualTo("k8s-ops");
          assertThat(skill.pack().namespace()).isEqualTo(TestCluster.OPERATOR_NAMESPACE);
          assertThat(Instant.parse(skill.grantedAt())).isBefore(Instant.parse(skill.revokedAt()));
          assertThat(Instant.parse(skill.revokedAt()))
              .isBeforeOrEqualTo(Instant.parse(status.completedAt()));
        });
    assertThatRun(run).hasNoPermissionsLeft();
    assertThat(TestCluster.get(namespace, "whole").getFinalizers()).isEmpty();
  }

  @Test
  void shouldReplayStoredTranscript() {
    TestCluster.run(namespace, "first", "bot");
    AgentRunStatus first = TestCluster.awaitFinal(namespace, "first");
    String transcript =
        TestCluster.ADMIN
            .configMaps()
            .inNamespace(namespace)
            .withName(first.transcript())
            .require()
            .getData()
            .get("transcript.jsonl");
    assertThat(transcript)
        .contains("namespace/kube-system", "\"exitCode\":0", "forbidden", "It is there.");

    TestCluster.run(
        namespace,
        "second",
        "instanceRef: bot",
        "task: Again.",
        "model: {provider: replay, model: " + first.transcript() + "}");
    AgentRunStatus second = TestCluster.awaitFinal(namespace, "second");

    assertThatStatus(second).hasSucceeded();
    assertThat(second.result()).isEqualTo(first.result());
  }

  @Test
  void shouldCreateOnlyAgentAndBridgeWhenRunHasNoSkills() {
    TestCluster.transcript(namespace, "words", Transcript.answer("Hello."));
    TestCluster.instance(namespace, "talker", "words");
    TestCluster.run(namespace, "plain", "instanceRef: talker", "task: Say hello.", "cleanup: keep");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "plain");

    assertThatStatus(status).hasSucceeded();
    var pod = TestCluster.pods(namespace, "plain").getFirst();
    assertThat(pod.getSpec().getContainers()).extracting("name").containsExactly("agent");
    assertThat(pod.getSpec().getInitContainers()).extracting("name").containsExactly("ipc-bridge");
  }

  @Test
  void shouldKeepPlanWhenPackChanges() {
    TestCluster.apply(namespace, Packs.stock("tool", "FIRST"));
    TestCluster.transcript(
        namespace,
        "frozen",
        Transcript.command(Transcript.UNTIL_GO + "; echo $GREETING"),
        Transcript.answer("done"));
    TestCluster.instance(namespace, "freezer", "frozen", "tool");
    TestCluster.run(namespace, "frozen", "freezer");
    String pod = RunWaits.await(namespace, "frozen", "tool");

    TestCluster.apply(namespace, Packs.stock("tool", "SECOND"));
    TestCluster.exec(namespace, pod, "agent", "touch", "/workspace/go");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "frozen");

    assertThat(status.skills().getFirst().pack().generation()).isEqualTo(1);
    assertThat(RunWaits.transcript(namespace, status)).contains("FIRST").doesNotContain("SECOND");
  }
}
