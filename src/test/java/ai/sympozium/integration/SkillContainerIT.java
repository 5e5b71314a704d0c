package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatRun;
import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes and volumes of a skill's container, as the kubelet runs and limits them. */
class SkillContainerIT {
  /** The kubelet measures volumes periodically, by default after up to 60 s. */
  private static final int EVICTION_SECONDS = 180;

  private static final Map<String, AgentRun> RUNS = new HashMap<>();
  private static String namespace = "";

  /** All runs work at the same time, because the kubelet needs a while until it evicts a pod. */
  @BeforeAll
  static void startRuns() {
    namespace = TestCluster.namespace("skill-container");
    TestCluster.apply(
        namespace,
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: small}
        spec:
          sidecar: {image: "localhost/debian:12", tmpSize: 8Mi}
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents:
            default: {provider: replay, model: orphans, workspaceSize: 9Mi}
          skills: [{skillPackRef: small}]
        """);
    start("tmp", Transcript.command("head -c 16M /dev/zero > /tmp/file; sleep 110"));
    start("workspace", Transcript.command("head -c 16M /dev/zero > /workspace/file; sleep 110"));
    // Each child waits until another process has opened the pipe for writing.
    start(
        "orphans",
        Transcript.command(
            "mkfifo /tmp/gate; for i in $(seq 200); do (cat /tmp/gate &); done;"
                + " [ $(grep -l '^PPid:.1$' /proc/[0-9]*/status | wc -l) -gt 200 ] && echo adopted"),
        Transcript.command(
            "for i in $(seq 300); do : <>/tmp/gate;"
                + " left=$(grep -l '^Name:.cat$' /proc/[0-9]*/status 2>/dev/null | wc -l);"
                + " [ $left -eq 0 ] && break; sleep 0.1; done; echo left $left"));
  }

  private static void start(String name, String... commands) {
    String[] lines = Arrays.copyOf(commands, commands.length + 1);
    lines[commands.length] = Transcript.answer("done");
    TestCluster.transcript(namespace, name, lines);
    RUNS.put(
        name,
        TestCluster.run(
            namespace,
            name,
            "instanceRef: bot",
            "task: t",
            "model: {provider: replay, model: " + name + "}"));
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldLeaveNoZombiesWhenExecutorIsFirstProcess() {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "orphans");

    assertThatStatus(status).hasSucceeded();
    assertThat(RunWaits.transcript(namespace, status)).contains("adopted", "left 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tmp       | volume "tmp-small" exceeds the limit "8Mi" | spec.sidecar.tmpSize of the pack small
          workspace | volume "workspace" exceeds the limit "9Mi" | spec.agents.default.workspaceSize of the instance
          """)
  void shouldNameVolumeLimitAndFieldWhenPodIsEvicted(String run, String cause, String field) {
    AgentRunStatus status =
        Objects.requireNonNull(
            TestCluster.ADMIN
                .resources(AgentRun.class)
                .inNamespace(namespace)
                .withName(run)
                .waitUntilCondition(SkillContainerIT::isFinal, EVICTION_SECONDS, TimeUnit.SECONDS)
                .getStatus());

    assertThatStatus(status).hasFailed();
    assertThat(status.conditions())
        .anySatisfy(condition -> assertThat(condition.getReason()).isEqualTo("Evicted"));
    assertThat(status.error()).contains(cause, field);
    assertThatRun(Objects.requireNonNull(RUNS.get(run))).hasNoPermissionsLeft();
  }

  private static boolean isFinal(AgentRun run) {
    return run != null
        && run.getStatus() != null
        && run.getStatus().phase() != null
        && run.getStatus().phase().isFinal();
  }
}
