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

/** How a run ended, from its report, its pod and the clock; never while it goes on. */
class RunOutcomeTest {
  private static final Instant CREATED = Instant.parse("2026-11-01T10:00:00Z");
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Instant SOON = CREATED.plusSeconds(5);
  private static final Instant PAST_PULLING = CREATED.plus(RunOutcome.PULL_PATIENCE).plusMillis(1);
  private static final Instant OVERTIME = CREATED.plus(TIMEOUT);

  private static final String SUCCESS = "{\"status\": \"success\", \"response\": \"fine\"}";
  private static final String ERROR = "{\"status\": \"error\", \"error\": \"no answer\"}";

  // The report

  @Test
  void aReportedSuccessIsOneWhateverThePodSays() {
    var pod = pod("phase: Failed\nreason: Evicted");

    var outcome =
        RunOutcome.of(ReportedResult.parse(SUCCESS), Optional.of(pod), CREATED, TIMEOUT, OVERTIME);

    assertThat(outcome).contains(new RunOutcome(true, "Succeeded", "", 0));
  }

  @Test
  void aReportedErrorIsTheAgentsOwn() {
    assertThat(RunOutcome.of(ReportedResult.parse(ERROR), Optional.empty(), CREATED, TIMEOUT, SOON))
        .contains(new RunOutcome(false, "AgentFailed", "no answer", 1));
  }

  @Test
  void aReportedErrorWithoutAReasonSaysSo() {
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
  void anIncompleteReportDoesNotCount() {
    assertThat(
            RunOutcome.of(
                ReportedResult.parse("{}"), Optional.of(running()), CREATED, TIMEOUT, SOON))
        .isEmpty();
  }

  // While it goes on

  @Test
  void beforeThePodThereIsNoEnd() {
    assertThat(RunOutcome.of(Optional.empty(), Optional.empty(), null, TIMEOUT, OVERTIME))
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
  void whileThePodGoesOnThereIsNoEnd(String status) {
    assertThat(of(pod(status), SOON)).isEmpty();
  }

  @Test
  void aPodWithoutAStatusGoesOn() {
    assertThat(of(new Pod(), OVERTIME.minusMillis(1))).isEmpty();
    assertThat(RunOutcome.trouble(new Pod())).isEmpty();
    assertThat(RunOutcome.agentEnded(new Pod())).isFalse();
  }

  // The pod

  @Test
  void aRunWhosePodIsGoneIsLost() {
    assertThat(RunOutcome.of(Optional.empty(), Optional.empty(), CREATED, TIMEOUT, SOON))
        .contains(
            new RunOutcome(
                false,
                "PodMissing",
                "the run's pod is gone though the run had not ended: it was deleted, or its node was"
                    + " drained. Create the run again.",
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
  void theAgentsLastWordsCountWhenTheBridgeCouldNotReport(
      String phase, String words, boolean success, String reason, int exitCode) {
    var pod = ended(phase, "exitCode: " + exitCode + ", message: '" + words + "'");

    assertThat(of(pod, SOON))
        .hasValueSatisfying(o -> {
          assertThat(o.success()).isEqualTo(success);
          assertThat(o.reason()).isEqualTo(reason);
          assertThat(o.exitCode()).isEqualTo(exitCode);
        });
  }

  @Test
  void lastWordsCountEvenAfterTheDeadline() {
    var pod =
        pod(
            "phase: Failed\nreason: DeadlineExceeded\ncontainerStatuses: [{name: agent, image: i, state:"
                + " {terminated: {exitCode: 1, message: '"
                + ERROR
                + "'}}}]");

    assertThat(of(pod, OVERTIME)).contains(new RunOutcome(false, "AgentFailed", "no answer", 1));
  }

  @Test
  void lastWordsWaitForTheWholePodSoThatTheBridgeIsHeard() {
    var pod = ended("Running", "exitCode: 0, message: '" + SUCCESS + "'");

    assertThat(of(pod, SOON)).isEmpty();
    assertThat(RunOutcome.agentEnded(pod)).isTrue();
  }

  @Test
  void theKubeletsDeadlineIsATimeout() {
    assertThat(of(pod("phase: Failed\nreason: DeadlineExceeded"), SOON))
        .contains(
            new RunOutcome(
                false, "Timeout", "the run took longer than its timeout and was ended.", null));
  }

  @Test
  void anAgentKilledForMemoryIsToldAsThat() {
    assertThat(of(ended("Failed", "exitCode: 137, reason: OOMKilled"), SOON))
        .contains(
            new RunOutcome(
                false,
                "OOMKilled",
                "the agent's container was killed for lack of memory. Ask it for less output.",
                137));
  }

  @ParameterizedTest
  @CsvSource({"Failed, 3", "Succeeded, 0"})
  void anAgentThatLeavesNothingIsLost(String phase, int exitCode) {
    assertThat(of(ended(phase, "exitCode: " + exitCode), SOON))
        .contains(
            new RunOutcome(
                false,
                "AgentExited",
                "the agent's container ended with exit code "
                    + exitCode
                    + " and left no result. See: kubectl logs sre-bot-demo-7f3c0 -c agent",
                exitCode));
  }

  @Test
  void lastWordsThatAreNoJsonAreNoResult() {
    assertThat(of(ended("Failed", "exitCode: 1, message: 'Exception in thread main'"), SOON))
        .hasValueSatisfying(o -> assertThat(o.reason()).isEqualTo("AgentExited"));
  }

  @Test
  void anEvictedPodIsToldAsEvictedThoughItsAgentWasKilled() {
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
                "the pod ended before its agent had a result: Usage of EmptyDir volume \"workspace\""
                    + " exceeds the limit \"1Gi\".",
                137));
  }

  @Test
  void anInitContainerThatFailsIsNamed() {
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
                "the pod ended before its agent had a result: container install ended with exit code"
                    + " 1 cp: no space left",
                null));
  }

  @Test
  void aPodThatFailsWithoutAWordSaysThatToo() {
    assertThat(of(pod("phase: Failed"), SOON))
        .hasValueSatisfying(
            o -> assertThat(o.words()).endsWith("no reason was given by the kubelet"));
  }

  // Containers that can't start

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InvalidImageName",
        "ErrImageNeverPull",
        "CreateContainerConfigError",
        "CreateContainerError",
        "RunContainerError"
      })
  void whatNoFurtherTryCanMendEndsTheRunAtOnce(String reason) {
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
  @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff"})
  void aPullIsTriedForAWhile(String reason) {
    var pod = waiting("agent", reason, "not found");

    assertThat(of(pod, CREATED.plus(RunOutcome.PULL_PATIENCE))).isEmpty();
    assertThat(of(pod, PAST_PULLING))
        .contains(
            new RunOutcome(
                false,
                reason,
                "container agent can't start, image example/tool:1: " + reason + ": not found",
                null));
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
  void troubleIsToldBeforeItEndsTheRun(String reason, boolean told) {
    assertThat(RunOutcome.trouble(waiting("skill-a", reason, "m")).isPresent()).isEqualTo(told);
  }

  @Test
  void aSkillThatCrashesIsTriedUntilTheTimeoutAndThenNamed() {
    var pod = waiting("skill-a", "CrashLoopBackOff", "back-off 10s");

    assertThat(of(pod, OVERTIME.minusMillis(1))).isEmpty();
    assertThat(of(pod, OVERTIME))
        .contains(
            new RunOutcome(
                false,
                "Timeout",
                "the run took longer than its timeout of 10m0s and was ended. skill \"a\": its"
                    + " container can't start, image example/tool:1: CrashLoopBackOff: back-off 10s.",
                null));
  }

  // The clock

  @Test
  void theTimeoutEndsARunThatIsStillAtWork() {
    assertThat(of(running(), OVERTIME.minusMillis(1))).isEmpty();
    assertThat(of(running(), OVERTIME))
        .contains(
            new RunOutcome(
                false,
                "Timeout",
                "the run took longer than its timeout of 10m0s and was ended.",
                null));
  }

  @Test
  void aPodThatNoNodeTookSaysWhy() {
    var pod =
        pod(
            "phase: Pending\nconditions: [{type: PodScheduled, status: 'False', message: '0/1 nodes are"
                + " available: 1 Insufficient memory.'}]");

    assertThat(of(pod, OVERTIME))
        .hasValueSatisfying(o ->
            assertThat(o.words())
                .isEqualTo(
                    "the run took longer than its timeout of 10m0s and was ended. The pod could"
                        + " not be scheduled: 0/1 nodes are available: 1 Insufficient memory."));
  }

  @Test
  void onlyAnAgentThatAnsweredEndsItsPodItself() {
    assertThat(RunOutcome.podEnds(new RunOutcome(true, "Succeeded", "", 0))).isTrue();
    assertThat(RunOutcome.podEnds(RunOutcome.failed("AgentFailed", "why", 1))).isTrue();
    assertThat(RunOutcome.podEnds(RunOutcome.failed("Timeout", "why", null))).isFalse();
    assertThat(RunOutcome.podEnds(RunOutcome.failed("ImagePullBackOff", "why", null))).isFalse();
  }

  private static Optional<RunOutcome> of(Pod pod, Instant now) {
    return RunOutcome.of(Optional.empty(), Optional.of(pod), CREATED, TIMEOUT, now);
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
