package ai.sympozium.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run from its creation to the proof that nothing of it is left. */
class RunLifeIT {
  private static String namespace = "";

  @BeforeAll
  static void instance() {
    namespace = Ground.namespace("life");
    Ground.transcript(
        namespace,
        "look",
        Transcript.command("kubectl get namespace kube-system -o name"),
        Transcript.command("kubectl get secrets; echo exit $?"),
        Transcript.answer("It is there."));
    Ground.instance(namespace, "bot", "look", "k8s-ops");
  }

  @AfterAll
  static void remove() {
    Ground.deleteNamespace(namespace);
  }

  @Test
  void aRunEndsWithItsResultAndWithoutAnyRight() {
    AgentRun run = Ground.run(namespace, "whole", "bot");
    AgentRunStatus status = Ground.awaitFinal(namespace, "whole");

    assertThat(status.error()).isNull();
    assertThat(status.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(status.result()).isEqualTo("It is there.");
    assertThat(status.exitCode()).isZero();
    assertThat(status.tokenUsage())
        .isNotNull()
        .satisfies(u -> assertThat(u.toolCalls()).isEqualTo(2));
    assertThat(status.conditions())
        .extracting(Condition::getType, Condition::getStatus)
        .contains(
            org.assertj.core.groups.Tuple.tuple("Planned", "True"),
            org.assertj.core.groups.Tuple.tuple("RightsGranted", "True"),
            org.assertj.core.groups.Tuple.tuple("Completed", "True"),
            org.assertj.core.groups.Tuple.tuple("RightsRevoked", "True"));
    assertThat(status.skills())
        .singleElement()
        .satisfies(skill -> {
          assertThat(skill.name()).isEqualTo("k8s-ops");
          assertThat(skill.pack().namespace()).isEqualTo(Ground.OPERATOR_NAMESPACE);
          assertThat(Instant.parse(skill.grantedAt())).isBefore(Instant.parse(skill.revokedAt()));
          assertThat(Instant.parse(skill.revokedAt()))
              .isBeforeOrEqualTo(Instant.parse(status.completedAt()));
        });
    assertThat(Ground.grants(run.getMetadata().getUid())).isEmpty();
    assertThat(Ground.get(namespace, "whole").getFinalizers()).isEmpty();
  }

  @Test
  void theTranscriptHoldsEveryCallAndCanBePlayedAgain() {
    Ground.run(namespace, "first", "bot");
    AgentRunStatus first = Ground.awaitFinal(namespace, "first");
    String transcript =
        Ground.ADMIN
            .configMaps()
            .inNamespace(namespace)
            .withName(first.transcript())
            .require()
            .getData()
            .get("transcript.jsonl");
    assertThat(transcript)
        .contains("namespace/kube-system", "\"exitCode\":0", "forbidden", "It is there.");

    Ground.run(
        namespace,
        "second",
        "instanceRef: bot",
        "task: Again.",
        "model: {provider: replay, model: " + first.transcript() + "}");
    AgentRunStatus second = Ground.awaitFinal(namespace, "second");

    assertThat(second.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(second.result()).isEqualTo(first.result());
  }

  @Test
  void aRunWithoutSkillsHasAnAgentAndABridgeAndNothingElse() {
    Ground.transcript(namespace, "words", Transcript.answer("Hello."));
    Ground.instance(namespace, "talker", "words");
    Ground.run(namespace, "plain", "instanceRef: talker", "task: Say hello.", "cleanup: keep");
    AgentRunStatus status = Ground.awaitFinal(namespace, "plain");

    assertThat(status.phase()).isEqualTo(Phase.SUCCEEDED);
    var pod = Ground.pods(namespace, "plain").getFirst();
    assertThat(pod.getSpec().getContainers()).extracting("name").containsExactly("agent");
    assertThat(pod.getSpec().getInitContainers()).extracting("name").containsExactly("ipc-bridge");
  }

  @Test
  void aChangedPackDoesNotChangeARunThatWasPlannedBefore() {
    Ground.apply(namespace, Packs.stock("tool", "FIRST"));
    Ground.transcript(
        namespace,
        "frozen",
        Transcript.command(Transcript.UNTIL_GO + "; echo $GREETING"),
        Transcript.answer("done"));
    Ground.instance(namespace, "freezer", "frozen", "tool");
    Ground.run(namespace, "frozen", "freezer");
    String pod = Running.await(namespace, "frozen", "tool");

    Ground.apply(namespace, Packs.stock("tool", "SECOND"));
    Ground.exec(namespace, pod, "agent", "touch", "/workspace/go");
    AgentRunStatus status = Ground.awaitFinal(namespace, "frozen");

    assertThat(status.skills().getFirst().pack().generation()).isEqualTo(1);
    assertThat(Running.transcript(namespace, status)).contains("FIRST").doesNotContain("SECOND");
  }
}
