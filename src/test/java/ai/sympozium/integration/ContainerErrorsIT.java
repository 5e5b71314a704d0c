package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs that fail in their containers report the container's problem. */
class ContainerErrorsIT {
  private static String namespace = "";

  @BeforeAll
  static void prepare() {
    namespace = TestCluster.namespace("container-errors");
    TestCluster.transcript(namespace, "fine", Transcript.answer("fine"));
    TestCluster.instance(namespace, "bot", "fine");
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldFailRunWhenTranscriptEndsEarly() {
    TestCluster.transcript(
        namespace,
        "early",
        Transcript.call("list_directory", Transcript.arguments().put("path", "/workspace")));
    TestCluster.run(
        namespace,
        "early",
        "instanceRef: bot",
        "task: t",
        "model: {provider: replay, model: early}");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "early");
    assertThatStatus(status).hasFailed();
    assertThat(status.error()).contains("answer 2", "1 assistant line");
    assertThat(status.transcript()).isNotNull();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldFailRunWhenImageCannotBePulled() {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: imageless}
        spec:
          sidecar: {image: "localhost/no/such:image"}
        """);
    TestCluster.run(
        namespace,
        "imageless",
        "instanceRef: bot",
        "task: t",
        "timeout: 40s",
        "skills: [{skillPackRef: imageless}]");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "imageless");
    assertThatStatus(status).hasFailed();
    assertThat(status.error()).contains("imageless", "localhost/no/such:image", "ImagePull");
  }

  /** The kubelet tries again, so the run succeeds after the Secret has been created. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldNameMissingSecretWhileRunWaits() {
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: forge}
        spec:
          sidecar: {image: "localhost/sympozium/skill-k8s-ops:dev", secretRef: forge-token}
        """);
    TestCluster.run(
        namespace, "secretless", "instanceRef: bot", "task: t", "skills: [{skillPackRef: forge}]");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(TestCluster.status(namespace, "secretless").conditions())
                .filteredOn(condition -> condition.getType().equals("PodStarted"))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .anySatisfy(condition ->
                    assertThat(condition.toString())
                        .contains("False", "PodNotPrepared", "\"forge-token\" not found")));

    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: forge-token}
        stringData: {token: t}
        """);

    assertThatStatus(TestCluster.awaitFinal(namespace, "secretless")).hasSucceeded();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void shouldFailRunWhenTimeoutExpires() {
    TestCluster.apply(namespace, Packs.stock("tool", "x"));
    TestCluster.transcript(
        namespace, "slow", Transcript.command("sleep 100"), Transcript.answer("no"));
    AgentRun run =
        TestCluster.run(
            namespace,
            "slow",
            "instanceRef: bot",
            "task: t",
            "timeout: 12s",
            "model: {provider: replay, model: slow}",
            "skills: [{skillPackRef: tool}]");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "slow");
    assertThatStatus(status).hasFailed();
    assertThat(status.error()).contains("limit of 12 s");
    assertThatRun(run).hasNoPermissionsLeft();
  }
}
