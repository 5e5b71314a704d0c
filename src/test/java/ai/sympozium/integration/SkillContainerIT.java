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

  /** The skill writes requests of its own, and waits until each has its result. */
  private static final String MANY_COMMANDS =
      "for i in $(seq 200); do printf '{\"command\":\"echo n%s\"}' $i"
          + " > /ipc/tools/exec-request-many$i.json; done;"
          + " until [ $(ls /ipc/tools | grep -c '^exec-result-many') -ge 200 ]; do sleep 0.1; done;"
          + " grep -oh '\"stdout\":\"n[0-9]*' /ipc/tools/exec-result-many*.json | sort -u | wc -l";

  /** 100 MB with a byte NUL and a byte that is not UTF-8 at both ends. */
  private static final String LARGE_OUTPUT =
      "printf 'begin\\000\\377\\n'; yes 0123456789 | head -c 100000000; printf '\\000\\377end\\n'";

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
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: roomy}
        spec:
          sidecar: {image: "localhost/debian:12", resources: {memory: 128Mi}}
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: roomy}
        spec:
          agents: {default: {provider: replay, model: hostile}}
          skills: [{skillPackRef: roomy}]
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
    startOf(
        "roomy",
        "hostile",
        Transcript.command("head -c 400M /dev/zero | tail | wc -c"),
        Transcript.command("rm -rf /ipc/tools; echo erased"),
        Transcript.command(MANY_COMMANDS),
        Transcript.command(LARGE_OUTPUT),
        Transcript.command("stat -c %s /workspace/.sympozium/roomy/*.out"));
  }

  private static void start(String name, String... commands) {
    startOf("bot", name, commands);
  }

  private static void startOf(String instance, String name, String... commands) {
    String[] lines = Arrays.copyOf(commands, commands.length + 1);
    lines[commands.length] = Transcript.answer("done");
    TestCluster.transcript(namespace, name, lines);
    RUNS.put(
        name,
        TestCluster.run(
            namespace,
            name,
            "instanceRef: " + instance,
            "task: t",
            "model: {provider: replay, model: " + name + "}"));
  }

  @AfterAll
  static void remove() {
    TestCluster.deleteNamespace(namespace);
  }

  /** The kernel kills the process, or with version 2 of control groups the whole container. */
  @Test
  void shouldExplainAndContinueWhenSkillRunsOutOfMemory() {
    assertThat(hostileOutput(0))
        .containsAnyOf(
            "its memory limit of 128 MiB was exceeded",
            "the skill's container restarted while it ran");
    assertThat(hostileOutput(1)).contains("erased");
  }

  @Test
  void shouldAnswerEachOf200CommandsAfterSkillHasDeletedItsRequests() {
    assertThat(hostileOutput(1)).contains("erased", "[exit code 0]");
    assertThat(hostileOutput(2)).isEqualTo("200\n[exit code 0]");
  }

  @Test
  void shouldStoreLargeOutputThatIsNotText() {
    assertThat(hostileOutput(3))
        .startsWith("begin\0\uFFFD\n0123456789\n")
        .contains(
            "\0\uFFFDend\n",
            "[standard output is 100000014 bytes; read all of it with read_file:"
                + " /workspace/.sympozium/roomy/")
        .endsWith("[exit code 0]")
        .hasSizeLessThan(40_000);
    assertThat(hostileOutput(4)).isEqualTo("100000014\n[exit code 0]");
  }

  /** Returns the result of a command of the run {@code hostile}, by its position. */
  private static String hostileOutput(int command) {
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "hostile");
    assertThatStatus(status).hasSucceeded();
    return RunWaits.toolResults(namespace, status).get(command).path("content").asText();
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
