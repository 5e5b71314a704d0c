package ai.sympozium.operator.agentrun.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunOutcomeTest {
  private static final Instant CREATED = Instant.parse("2026-11-01T10:00:00Z");
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Instant SOON = CREATED.plusSeconds(5);
  private static final Instant AT_DEADLINE = CREATED.plus(TIMEOUT);

  private static final String SUCCESS = "{\"status\": \"success\", \"response\": \"fine\"}";
  private static final String ERROR = "{\"status\": \"error\", \"error\": \"no answer\"}";

  // The report

  @Test
  void shouldSucceedWhenSuccessIsReportedWhateverThePodSays() {
    var pod = pod("phase: Failed\nreason: Evicted");

    var outcome =
        RunOutcome.of(
            ReportedResult.parse(SUCCESS), Optional.of(pod), CREATED, TIMEOUT, AT_DEADLINE);

    assertThat(outcome).contains(new RunOutcome(true, "Succeeded", "", 0));
  }

  @ParameterizedTest
  @CsvSource({
    "OnlyAnnounced, only announces",
    "FailureNotMentioned, does not mention",
    "ToolFailed, was executed and failed"
  })
  void shouldSucceedWithReasonWhenAgentDoubtsTheAnswer(String remark, String message) {
    var report = ReportedResult.parse("{\"status\": \"success\", \"remark\": \"" + remark + "\"}");

    assertThat(RunOutcome.of(report, Optional.empty(), CREATED, TIMEOUT, SOON))
        .hasValueSatisfying(outcome -> {
          assertThat(outcome.success()).isTrue();
          assertThat(outcome.reason()).isEqualTo(remark);
          assertThat(outcome.message()).contains(message);
        });
  }

  @Test
  void shouldIgnoreRemarkThatIsUnknown() {
    var report = ReportedResult.parse("{\"status\": \"success\", \"remark\": \"Trust me\"}");

    assertThat(RunOutcome.of(report, Optional.empty(), CREATED, TIMEOUT, SOON))
        .contains(new RunOutcome(true, "Succeeded", "", 0));
  }

  @Test
  void shouldFailWithAgentsErrorWhenErrorIsReported() {
    assertThat(RunOutcome.of(ReportedResult.parse(ERROR), Optional.empty(), CREATED, TIMEOUT, SOON))
        .contains(new RunOutcome(false, "AgentFailed", "no answer", 1));
  }

  @Test
  void shouldNameMissingReasonWhenReportedErrorIsBlank() {
    assertThat(
            RunOutcome.of(
                ReportedResult.parse("{\"status\": \"error\"}"),
                Optional.empty(),
                CREATED,
                TIMEOUT,
                SOON))
        .contains(new RunOutcome(false, "AgentFailed", "the agent gave no reason", 1));
  }

  @Test
  void shouldIgnoreReportWhenIncomplete() {
    assertThat(
            RunOutcome.of(
                ReportedResult.parse("{}"), Optional.of(running()), CREATED, TIMEOUT, SOON))
        .isEmpty();
  }

  // Active runs

  @Test
  void shouldBeEmptyWhenPodWasNotCreated() {
    assertThat(RunOutcome.of(Optional.empty(), Optional.empty(), null, TIMEOUT, AT_DEADLINE))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "phase: Pending",
        "phase: Running",
        "phase: Unknown",
        "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: no node}]}",
        "{phase: Pending, initContainerStatuses: [{name: install, image: i, state: {waiting: {reason: PodInitializing}}}]}",
        "{phase: Pending, initContainerStatuses: [{name: install, image: i, state: {waiting: {}}}]}",
        "{phase: Pending, initContainerStatuses: [{name: skill-a, image: i, state: {waiting: {reason: ErrImagePull}}}]}",
        "{phase: Running, initContainerStatuses: [{name: skill-a, image: i, state: {waiting: {reason: CrashLoopBackOff}}}]}",
        "{phase: Running, containerStatuses: [{name: agent, image: i, state: {running: {}}}]}",
        "{phase: Running, containerStatuses: [{name: agent, image: i}]}",
        "{phase: Running, containerStatuses: [{name: agent, image: i, state: {terminated: {exitCode: 0}}}]}"
      })
  void shouldBeEmptyWhilePodIsActive(String status) {
    assertThat(of(pod(status), SOON)).isEmpty();
  }

  @Test
  void shouldBeEmptyWhenPodHasNoStatus() {
    assertThat(of(new Pod(), AT_DEADLINE.minusMillis(1))).isEmpty();
    assertThat(startProblem(new Pod())).isEmpty();
    assertThat(new PodConditions(new Pod()).agentTermination().isPresent()).isFalse();
  }

  // The pod

  @Test
  void shouldFailAsPodMissingWhenPodIsAbsent() {
    assertThat(RunOutcome.of(Optional.empty(), Optional.empty(), CREATED, TIMEOUT, SOON))
        .contains(
            new RunOutcome(
                false,
                "PodMissing",
                "the run's pod was deleted before the run completed, for example by a node drain."
                    + " Create the run again.",
                null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Succeeded | {\"status\": \"success\"}                   | true  | Succeeded   | 0",
        "Failed    | {\"status\": \"success\"}                   | true  | Succeeded   | 0",
        "Failed    | {\"status\": \"error\", \"error\": \"why\"} | false | AgentFailed | 1"
      })
  void shouldUseTerminationMessageWhenBridgeDidNotReport(
      String phase, String message, boolean success, String reason, int exitCode) {
    var pod = ended(phase, "exitCode: " + exitCode + ", message: '" + message + "'");

    assertThat(of(pod, SOON))
        .hasValueSatisfying(o -> {
          assertThat(o.success()).isEqualTo(success);
          assertThat(o.reason()).isEqualTo(reason);
          assertThat(o.exitCode()).isEqualTo(exitCode);
        });
  }

  @Test
  void shouldUseTerminationMessageWhenDeadlineExceeded() {
    var pod =
        pod(
            "phase: Failed\nreason: DeadlineExceeded\ncontainerStatuses: [{name: agent, image: i, state:"
                + " {terminated: {exitCode: 1, message: '"
                + ERROR
                + "'}}}]");

    assertThat(of(pod, AT_DEADLINE)).contains(new RunOutcome(false, "AgentFailed", "no answer", 1));
  }

  @Test
  void shouldWaitForWholePodWhenAgentTerminated() {
    var pod = ended("Running", "exitCode: 0, message: '" + SUCCESS + "'");

    assertThat(of(pod, SOON)).isEmpty();
    assertThat(new PodConditions(pod).agentTermination().isPresent()).isTrue();
  }

  @Test
  void shouldFailAsTimeoutWhenKubeletReportsDeadline() {
    assertThat(of(pod("phase: Failed\nreason: DeadlineExceeded"), SOON))
        .contains(
            new RunOutcome(
                false, "Timeout", "the run exceeded its timeout and was stopped.", null));
  }

  @Test
  void shouldFailAsOomKilledWhenAgentRanOutOfMemory() {
    assertThat(of(ended("Failed", "exitCode: 137, reason: OOMKilled"), SOON))
        .contains(
            new RunOutcome(
                false,
                "OOMKilled",
                "container agent exceeded its memory limit and was killed. An administrator can raise"
                    + " the limit of memory by the chart value containerResources.agent. Or request"
                    + " less output in the task.",
                137));
  }

  @Test
  void shouldStateMemoryLimitWhenKubeletReportsIt() {
    var pod =
        pod(
            """
            phase: Failed
            containerStatuses:
              - name: agent
                image: i
                state: {terminated: {exitCode: 137, reason: OOMKilled}}
                resources: {limits: {memory: 512Mi}}
            """);

    assertThat(of(pod, SOON))
        .hasValueSatisfying(outcome ->
            assertThat(outcome.message()).contains("exceeded its memory limit of 512Mi"));
  }

  @ParameterizedTest
  @CsvSource({"Failed, 3", "Succeeded, 0"})
  void shouldFailAsAgentExitedWhenThereIsNoResult(String phase, int exitCode) {
    assertThat(of(ended(phase, "exitCode: " + exitCode), SOON))
        .contains(
            new RunOutcome(
                false,
                "AgentExited",
                "the agent's container exited with code "
                    + exitCode
                    + " without a result. See: kubectl logs sre-bot-demo-7f3c0 -c agent",
                exitCode));
  }

  @Test
  void shouldIgnoreTerminationMessageWhenNotJson() {
    assertThat(of(ended("Failed", "exitCode: 1, message: 'Exception in thread main'"), SOON))
        .hasValueSatisfying(o -> assertThat(o.reason()).isEqualTo("AgentExited"));
  }

  @Test
  void shouldFailAsEvictedWhenPodIsEvictedAndAgentKilled() {
    var pod =
        pod(
            """
            phase: Failed
            reason: Evicted
            message: 'Usage of EmptyDir volume "workspace" exceeds the limit "1Gi".'
            containerStatuses: [{name: agent, image: i, state: {terminated: {exitCode: 137}}}]
            """);

    assertThat(of(pod, SOON))
        .contains(
            new RunOutcome(
                false,
                "Evicted",
                "the pod failed before its agent reported a result: Usage of EmptyDir volume \"workspace\""
                    + " exceeds the limit \"1Gi\"."
                    + " Raise spec.agents.default.workspaceSize of the instance.",
                137));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Usage of EmptyDir volume "tmp" exceeds the limit "64Mi".          | Raise spec.agents.default.tmpSize of the instance.
          Usage of EmptyDir volume "tmp-git" exceeds the limit "64Mi".      | Raise spec.sidecar.tmpSize of the pack git.
          Usage of EmptyDir volume "other" exceeds the limit "64Mi".        | Write less to this volume.
          Container skill-git exceeded its local ephemeral storage limit "1Gi". | Raise ephemeral-storage in spec.sidecar.resources of the pack git.
          Container agent exceeded its local ephemeral storage limit "1Gi". | chart value containerResources.agent.
          The node was low on resource: memory. Threshold quantity: 100Mi   | lack of memory. Create the run again.
          """)
  void shouldNameFieldToChangeAfterEviction(String message, String advice) {
    var pod = pod("phase: Failed\nreason: Evicted\nmessage: '" + message + "'");

    assertThat(of(pod, SOON))
        .hasValueSatisfying(
            outcome -> assertThat(outcome.message()).contains(message).endsWith(advice));
  }

  // Disruptions

  private static final String STOPPED =
      "{\"status\": \"error\", \"error\": \"stopped\", \"remark\": \"Stopped\"}";

  private static final String TARGET =
      "{conditions: [{type: DisruptionTarget, status: 'True', reason: %s, message: 'as it says'}]}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EvictionByEvictionAPI",
        "PreemptionByScheduler",
        "DeletionByTaintManager",
        "DeletionByPodGC",
        "TerminationByKubelet"
      })
  void shouldFailAsDisruptedWhenAgentWasStoppedByDisruption(String reason) {
    var expected =
        "the pod was stopped before its agent reported a result: "
            + reason
            + ": as it says. Create the run again.";
    var pod = pod(TARGET.formatted(reason));

    assertThat(
            RunOutcome.of(ReportedResult.parse(STOPPED), Optional.of(pod), CREATED, TIMEOUT, SOON))
        .contains(new RunOutcome(false, "Disrupted", expected, null));
    pod.getStatus().setPhase("Failed");
    assertThat(of(pod, SOON)).contains(new RunOutcome(false, "Disrupted", expected, null));
  }

  @ParameterizedTest
  @CsvSource({
    "Terminated, Disrupted",
    "NodeShutdown, Disrupted",
    "Preempting, Disrupted",
    "NodeLost, Disrupted",
    "Evicted, Evicted",
    "UnexpectedAdmissionError, UnexpectedAdmissionError"
  })
  void shouldKeepMessageOfKubeletWhenPodWasStopped(String podReason, String reason) {
    var pod = pod("phase: Failed\nreason: " + podReason + "\nmessage: as the kubelet says");

    assertThat(of(pod, SOON))
        .hasValueSatisfying(outcome -> {
          assertThat(outcome.reason()).isEqualTo(reason);
          assertThat(outcome.message()).contains("as the kubelet says");
        });
  }

  @Test
  void shouldKeepResultWhenPodIsDisrupted() {
    var pod = Optional.of(pod(TARGET.formatted("EvictionByEvictionAPI")));

    assertThat(RunOutcome.of(ReportedResult.parse(SUCCESS), pod, CREATED, TIMEOUT, SOON))
        .contains(new RunOutcome(true, "Succeeded", "", 0));
    assertThat(RunOutcome.of(ReportedResult.parse(ERROR), pod, CREATED, TIMEOUT, SOON))
        .contains(new RunOutcome(false, "AgentFailed", "no answer", 1));
  }

  @Test
  void shouldWaitForReasonOfKubeletWhenStoppedAgentHasReported() {
    var pod = running();
    assertThat(stopped(pod, SOON)).isEmpty();

    pod.getStatus().setPhase("Failed");
    pod.getStatus().setReason("Evicted");
    pod.getStatus().setMessage("as the kubelet says");
    assertThat(stopped(pod, SOON)).map(RunOutcome::reason).contains("Evicted");

    pod.getStatus().setReason("DeadlineExceeded");
    assertThat(stopped(pod, SOON)).map(RunOutcome::reason).contains("Timeout");
  }

  @Test
  void shouldFailAsAgentFailedWhenNothingExplainsTheStop() {
    var expected = new RunOutcome(false, "AgentFailed", "stopped", 1);
    var terminated = running();
    terminated.getStatus().setPhase("Failed");

    assertThat(stopped(terminated, SOON)).contains(expected);
    assertThat(stopped(running(), CREATED.plus(TIMEOUT))).contains(expected);
    assertThat(
            RunOutcome.of(ReportedResult.parse(STOPPED), Optional.empty(), CREATED, TIMEOUT, SOON))
        .contains(expected);
  }

  private static Optional<RunOutcome> stopped(Pod pod, Instant now) {
    return RunOutcome.of(ReportedResult.parse(STOPPED), Optional.of(pod), CREATED, TIMEOUT, now);
  }

  @Test
  void shouldBeEmptyWhileDisruptedAgentCanStillReport() {
    assertThat(of(pod(TARGET.formatted("EvictionByEvictionAPI")), SOON)).isEmpty();
  }

  @Test
  void shouldFailAsDisruptedWhenNodeDoesNotConfirmDeletion() {
    var pod = running();
    pod.getMetadata().setDeletionTimestamp(CREATED.plusSeconds(60).toString());

    assertThat(of(pod, CREATED.plusSeconds(90))).isEmpty();
    assertThat(of(pod, CREATED.plusSeconds(91)))
        .contains(
            new RunOutcome(
                false,
                "Disrupted",
                "the pod was stopped before its agent reported a result: the node has not confirmed"
                    + " the deletion of the pod, so it may be lost. Create the run again.",
                null));
  }

  @Test
  void shouldNameInitContainerWhenItFailed() {
    var pod =
        pod(
            """
            phase: Failed
            initContainerStatuses:
            - {name: ipc-bridge, image: i, state: {terminated: {exitCode: 0}}}
            - {name: install, image: i, state: {terminated: {exitCode: 1, message: "cp: no space left"}}}
            containerStatuses: [{name: agent, image: i, state: {waiting: {reason: PodInitializing}}}]
            """);

    assertThat(of(pod, SOON))
        .contains(
            new RunOutcome(
                false,
                "PodFailed",
                "the pod failed before its agent reported a result: container install exited with code"
                    + " 1 cp: no space left",
                null));
  }

  @Test
  void shouldNameMissingReasonWhenPodFailsWithoutOne() {
    assertThat(of(pod("phase: Failed"), SOON))
        .hasValueSatisfying(o -> assertThat(o.message()).endsWith("the kubelet gave no reason"));
  }

  // Start problems

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InvalidImageName",
        "ErrImageNeverPull",
        "CreateContainerConfigError",
        "CreateContainerError",
        "RunContainerError"
      })
  void shouldFailAtOnceWhenNoRetryCanStartContainer(String reason) {
    var pod = waiting("skill-k8s-ops", reason, "as the kubelet says");

    assertThat(of(pod, CREATED.plusMillis(1)))
        .contains(
            new RunOutcome(
                false,
                reason,
                "skill \"k8s-ops\": its container can't start, image example/tool:1: "
                    + reason
                    + ": as the kubelet says",
                null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ErrImagePull",
        "ImagePullBackOff",
        "ImageInspectError",
        "RegistryUnavailable",
        "SignatureValidationFailed"
      })
  void shouldWaitForImageUntilTimeoutOfRun(String reason) {
    var pod = waiting("agent", reason, "not found");

    assertThat(of(pod, AT_DEADLINE.minusMillis(1))).isEmpty();
    assertThat(of(pod, AT_DEADLINE))
        .contains(
            new RunOutcome(
                false,
                "Timeout",
                "the run exceeded its timeout of 10m0s and was stopped. container agent can't"
                    + " start, image example/tool:1: "
                    + reason
                    + ": not found.",
                null));
  }

  @Test
  void shouldStateThatImageIsPulledAgainWhileRunWaits() {
    assertThat(startProblem(waiting("skill-a", "ImagePullBackOff", "m")).orElseThrow())
        .isEqualTo(
            "skill \"a\": its container can't start, image example/tool:1: ImagePullBackOff: m. It is"
                + " tried again until the run's timeout");
    assertThat(startProblem(waiting("skill-a", "InvalidImageName", "m")).orElseThrow())
        .doesNotContain("again");
  }

  @ParameterizedTest
  @CsvSource({
    "ImagePullBackOff, true",
    "ErrImagePull, true",
    "InvalidImageName, true",
    "CrashLoopBackOff, true",
    "PodInitializing, false",
    "ContainerCreating, false"
  })
  void shouldReportStartProblemWhenWaitingReasonIsKnown(String reason, boolean reported) {
    assertThat(startProblem(waiting("skill-a", reason, "m")).isPresent()).isEqualTo(reported);
  }

  @Test
  void shouldNameCrashingSkillWhenTimeoutIsExceeded() {
    var pod = waiting("skill-a", "CrashLoopBackOff", "back-off 10s");

    assertThat(of(pod, AT_DEADLINE.minusMillis(1))).isEmpty();
    assertThat(of(pod, AT_DEADLINE))
        .contains(
            new RunOutcome(
                false,
                "Timeout",
                "the run exceeded its timeout of 10m0s and was stopped. skill \"a\": its"
                    + " container can't start, image example/tool:1: CrashLoopBackOff: back-off 10s.",
                null));
  }

  // The deadline

  @Test
  void shouldFailAsTimeoutWhenAgentStillRuns() {
    assertThat(of(running(), AT_DEADLINE.minusMillis(1))).isEmpty();
    assertThat(of(running(), AT_DEADLINE))
        .contains(
            new RunOutcome(
                false, "Timeout", "the run exceeded its timeout of 10m0s and was stopped.", null));
  }

  @Test
  void shouldShowSchedulingProblemWhenTimeoutIsExceeded() {
    var pod =
        pod(
            "phase: Pending\nconditions: [{type: PodScheduled, status: 'False', message: '0/1 nodes are"
                + " available: 1 Insufficient memory.'}]");

    assertThat(of(pod, AT_DEADLINE))
        .hasValueSatisfying(o ->
            assertThat(o.message())
                .isEqualTo(
                    "the run exceeded its timeout of 10m0s and was stopped. The pod could"
                        + " not be scheduled: 0/1 nodes are available: 1 Insufficient memory."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}      | {phase: Pending}                                    | No scheduler has assigned the pod to a node.
          {}      | {phase: Pending, conditions: [NO_NODE]}             | The pod could not be scheduled: 0/1 nodes are available.
          ON_NODE | {phase: Pending}                                    | Node n1 has not accepted the pod. Check the node: kubectl describe node n1.
          ON_NODE | {phase: Pending, INSTALLING, conditions: [NO_NETWORK]} | Node n1 has not prepared the network and the volumes of the pod. See: EVENTS.
          ON_NODE | {phase: Pending, INSTALLING, conditions: [NO_SECRET]}  | Node n1 has not prepared the volumes and the network of the pod: FailedMount: no secret.
          ON_NODE | {phase: Pending, INSTALLING}                        | container install was not started. Its image i may still have been pulled. See: EVENTS.
          ON_NODE | {phase: Pending, PULLING}                           | skill "a": its container was not started. Its image s may still have been pulled. See: EVENTS.
          ON_NODE | {phase: Pending, FAILING}                           | skill "a": its container can't start, image s: ErrImagePull: denied.
          ON_NODE | {phase: Failed, reason: DeadlineExceeded, PULLING}  | skill "a": its container was not started. Its image s may still have been pulled. See: EVENTS.
          """)
  void shouldNameWhatPodWaitedForWhenTimeoutIsExceeded(String spec, String status, String missing) {
    String agent =
        "containerStatuses: [{name: agent, image: i, state: {waiting: {reason: PodInitializing}}}]";
    String installed =
        "initContainerStatuses: [{name: install, image: i, state: {terminated: {exitCode: 0}}}";
    String skill =
        ", {name: skill-a, image: s, state: {waiting: {reason: %s, message: denied}}}], ";
    Pod pod =
        Serialization.unmarshal(
            "metadata: {name: p, namespace: demo}\nspec: SPEC\nstatus: STATUS"
                .replace("SPEC", spec.replace("ON_NODE", "{nodeName: n1}"))
                .replace("STATUS", status)
                .replace(
                    "INSTALLING",
                    "initContainerStatuses: [{name: install, image: i, state: {waiting: {reason: PodInitializing}}}], "
                        + agent)
                .replace("PULLING", installed + skill.formatted("PodInitializing") + agent)
                .replace("FAILING", installed + skill.formatted("ErrImagePull") + agent)
                .replace(
                    "NO_NODE",
                    "{type: PodScheduled, status: 'False', message: 0/1 nodes are available.}")
                .replace(
                    "NO_SECRET",
                    "{type: PodReadyToStartContainers, status: 'False', message: 'FailedMount: no secret'}")
                .replace("NO_NETWORK", "{type: PodReadyToStartContainers, status: 'False'}"),
            Pod.class);

    assertThat(of(pod, AT_DEADLINE))
        .hasValueSatisfying(outcome -> {
          assertThat(outcome.reason()).isEqualTo("Timeout");
          assertThat(outcome.message())
              .endsWith(
                  " and was stopped. "
                      + missing.replace("EVENTS", "kubectl events --for pod/p -n demo"));
        });
  }

  @Test
  void shouldNeedNoPodDeletionOnlyWhenAgentAnswered() {
    assertThat(new RunOutcome(true, "Succeeded", "", 0).podTerminates()).isTrue();
    assertThat(RunOutcome.failed(ConditionReason.AGENT_FAILED, "why", 1).podTerminates()).isTrue();
    assertThat(RunOutcome.failed(ConditionReason.TIMEOUT, "why", null).podTerminates()).isFalse();
    assertThat(new RunOutcome(false, "ImagePullBackOff", "why", null).podTerminates()).isFalse();
  }

  private static Optional<RunOutcome> of(Pod pod, Instant now) {
    return RunOutcome.of(Optional.empty(), Optional.of(pod), CREATED, TIMEOUT, now);
  }

  private static Optional<String> startProblem(Pod pod) {
    return new StartProgress(pod).problem().map(StartProblem::describe);
  }

  private static Pod running() {
    return pod(
        "phase: Running\ncontainerStatuses: [{name: agent, image: i, state: {running: {}}}]");
  }

  private static Pod ended(String phase, String termination) {
    return pod(
        "phase: "
            + phase
            + "\ncontainerStatuses: [{name: agent, image: i, state: {terminated: {"
            + termination
            + "}}}]");
  }

  private static Pod waiting(String container, String reason, String message) {
    return pod(
        """
        phase: Pending
        initContainerStatuses:
        - name: %s
          image: example/tool:1
          state: {waiting: {reason: %s, message: %s}}
        """
            .formatted(container, reason, message));
  }

  private static Pod pod(String status) {
    return Serialization.unmarshal(
        "metadata: {name: sre-bot-demo-7f3c0}\nstatus:\n" + status.indent(2), Pod.class);
  }
}
