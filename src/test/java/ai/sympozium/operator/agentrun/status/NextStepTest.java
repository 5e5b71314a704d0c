package ai.sympozium.operator.agentrun.status;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.grant.RevocationProofs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Decision table of a run's life. Failures come first. */
class NextStepTest {
  private static final Instant CREATED = Instant.parse("2026-11-01T10:00:00Z");
  private static final Instant STARTED = CREATED.plusMillis(120);
  private static final Instant NOW = CREATED.plusSeconds(5);
  private static final Instant BEFORE_DEADLINE = STARTED.plusSeconds(599);
  private static final Instant AT_DEADLINE = STARTED.plusSeconds(600);

  private static final RunPlan PLAN =
      Manifests.parse(
          """
          run: {namespace: demo, name: sre-bot-demo, uid: 7f3c0000-1111-2222-3333-444455556666}
          instance: sre-bot
          task: t
          model: {provider: openai, name: m}
          timeoutSeconds: 600
          skills:
          - pack: {namespace: sympozium-system, name: k8s-ops, uid: p1, generation: 4}
            container: {image: skill-k8s-ops, mountWorkspace: true}
            rules: [{resources: [pods], verbs: [get]}]
          """,
          RunPlan.class);

  private static final String AGENT_RUNS =
      "{phase: Running, containerStatuses: [{name: agent, image: i, state: {running: {}}}]}";
  private static final String AGENT_EXITED =
      "{phase: Running, containerStatuses: [{name: agent, image: i, state: {terminated: {exitCode:"
          + " 0}}}]}";
  private static final String POD_FAILED =
      "{phase: Failed, containerStatuses: [{name: agent, image: i, state: {terminated: {exitCode:"
          + " 3}}}]}";
  private static final String EVICTED = "{phase: Failed, reason: Evicted}";
  private static final String POD_SUCCEEDED =
      "{phase: Succeeded, containerStatuses: [{name: agent, image: i, state: {terminated:"
          + " {exitCode: 0, message: '{\"status\": \"success\", \"response\": \"fine\"}'}}}]}";

  private static final String STOPPED =
      "{\"status\": \"error\", \"error\": \"stopped\", \"remark\": \"Stopped\"}";
  private static final String SUCCESS = "{\"status\": \"success\", \"response\": \"fine\"}";
  private static final String ERROR = "{\"status\": \"error\", \"error\": \"no answer\"}";

  private static final RunOutcome TIMEOUT =
      RunOutcome.failed(ConditionReason.TIMEOUT, "it took too long.", null);

  static Stream<Arguments> rows() {
    return Stream.of(
        // Deletion
        row(
            "deleted, with finalizer",
            deleted(started(), true),
            observed(AGENT_RUNS),
            NOW,
            "Delete"),
        row(
            "deleted, without finalizer",
            deleted(started(), false),
            observed(AGENT_RUNS),
            NOW,
            "Delete"),
        row("deleted before its plan", deleted(fresh(), true), RunObservation.NONE, NOW, "Delete"),
        row(
            "deleted when final",
            deleted(finished(null), true),
            RunObservation.NONE,
            NOW,
            "Delete"),
        row("deleted, expired", deleted(finished(0), false), RunObservation.NONE, NOW, "Ignore"),
        // Gateway
        row(
            "no request, but the agent has just started",
            started(),
            withoutRequest(CREATED),
            NOW.plusSeconds(29),
            "Follow Running, AgentRunning, requeue PT20S"),
        row(
            "no request for too long",
            started(),
            withoutRequest(CREATED),
            NOW.plusSeconds(30),
            "Follow Running, AgentRunning, GatewayNotReached, requeue PT20S"),
        row(
            "no request, but earlier requests are unknown",
            started(),
            withoutRequest(NOW),
            NOW.plusSeconds(30),
            "Follow Running, AgentRunning, requeue PT20S"),
        row(
            "the first request after a problem",
            GatewayNotReached.report(started(), Optional.of("no request"), NOW),
            observed(AGENT_RUNS),
            NOW,
            "Follow Running, AgentRunning, GatewayReached, requeue PT20S"),
        // Losses
        row(
            "plan lost",
            started(),
            RunObservation.withoutPlan(pod(AGENT_RUNS)),
            NOW,
            "Complete PlanLost, deletes pod, records outcome first"),
        row(
            "plan lost, outcome recorded",
            started().completed(TIMEOUT, NOW),
            RunObservation.withoutPlan(Optional.empty()),
            NOW,
            "Complete PlanLost, deletes pod"),
        row(
            "plan lost, agent succeeded",
            started(),
            RunObservation.withoutPlan(pod(POD_SUCCEEDED)),
            NOW,
            "Complete PlanLost, deletes pod, records outcome first"),
        row(
            "pod missing",
            started(),
            observed(null),
            NOW,
            "Complete PodMissing, deletes pod, records outcome first"),
        row(
            "pod missing, completion reported",
            started(),
            completing(observed(null)),
            NOW,
            "Complete PodMissing, deletes pod, records outcome first"),
        row(
            "pod missing, report complete",
            started(),
            reported(null, SUCCESS),
            NOW,
            "Complete Succeeded, deletes pod"),
        row(
            "pod missing, report incomplete",
            started(),
            reported(null, "{}"),
            NOW,
            "Complete PodMissing, deletes pod, records outcome first"),
        row(
            "pod missing, already revoked",
            started().revoked(NOW, RevocationProofs.at(NOW)),
            observed(null),
            NOW,
            "Complete PodMissing, deletes pod, records outcome first"),
        // Failed pods
        row(
            "pod failed",
            started(),
            observed(POD_FAILED),
            NOW,
            "Complete AgentExited, deletes pod, records outcome first"),
        row(
            "pod evicted",
            started(),
            observed(EVICTED),
            NOW,
            "Complete Evicted, deletes pod, records outcome first"),
        row(
            "pod failed, error reported",
            started(),
            reported(POD_FAILED, ERROR),
            NOW,
            "Complete AgentFailed, deletes pod"),
        row(
            "pod failed, report incomplete",
            started(),
            reported(POD_FAILED, "{}"),
            NOW,
            "Complete AgentExited, deletes pod, records outcome first"),
        row(
            "pod succeeded, report lost",
            started(),
            observed(POD_SUCCEEDED),
            NOW,
            "Complete Succeeded, deletes pod, records outcome first"),
        // Containers that cannot start
        row(
            "image invalid",
            started(),
            observed(waiting("InvalidImageName")),
            NOW,
            "Complete InvalidImageName, deletes pod, records outcome first"),
        row(
            "image pull fails",
            started(),
            observed(waiting("ImagePullBackOff")),
            NOW,
            "Follow Pending, ContainerWaiting, requeue PT20S"),
        row(
            "image pull still fails before the deadline",
            started(),
            observed(waiting("ImagePullBackOff")),
            BEFORE_DEADLINE,
            "Follow Pending, ContainerWaiting, requeue PT1S"),
        row(
            "image pull fails until the deadline",
            started(),
            observed(waiting("ImagePullBackOff")),
            AT_DEADLINE,
            "Complete Timeout, deletes pod, records outcome first"),
        row(
            "container crashes",
            started(),
            observed(waiting("CrashLoopBackOff")),
            BEFORE_DEADLINE,
            "Follow Pending, ContainerWaiting, requeue PT1S"),
        row(
            "container is created",
            started(),
            observed(waiting("PodInitializing")),
            NOW,
            "Follow Pending, requeue PT20S"),
        // The deadline
        row(
            "deadline",
            started(),
            observed(AGENT_RUNS),
            AT_DEADLINE,
            "Complete Timeout, deletes pod, records outcome first"),
        row(
            "deadline, start problem",
            started(),
            observed(waiting("CrashLoopBackOff")),
            AT_DEADLINE,
            "Complete Timeout, deletes pod, records outcome first"),
        row(
            "deadline, report complete",
            started(),
            reported(AGENT_RUNS, SUCCESS),
            AT_DEADLINE,
            "Complete Succeeded, deletes pod"),
        row(
            "deadline, agent exited",
            started(),
            observed(AGENT_EXITED),
            AT_DEADLINE,
            "Complete Timeout, deletes pod, records outcome first"),
        row(
            "one poll before the deadline",
            started(),
            observed(AGENT_RUNS),
            AT_DEADLINE.minusSeconds(20),
            "Follow Running, AgentRunning, requeue PT20S"),
        row(
            "just before the deadline",
            started(),
            observed(AGENT_RUNS),
            AT_DEADLINE.minusSeconds(3),
            "Follow Running, AgentRunning, requeue PT3S"),
        row(
            "right before the deadline",
            started(),
            observed(AGENT_RUNS),
            AT_DEADLINE.minusMillis(1),
            "Follow Running, AgentRunning, requeue PT0.1S"),
        // Outcomes that were recorded before a crash
        row(
            "outcome recorded, pod runs",
            started().completed(TIMEOUT, NOW),
            observed(AGENT_RUNS),
            NOW,
            "Complete Timeout, deletes pod"),
        row(
            "outcome recorded, pod deleted",
            started().completed(TIMEOUT, NOW),
            observed(null),
            NOW,
            "Complete Timeout, deletes pod"),
        row(
            "outcome recorded, report arrived",
            started().completed(TIMEOUT, NOW),
            reported(AGENT_RUNS, SUCCESS),
            NOW,
            "Complete Timeout, deletes pod"),
        row(
            "outcome recorded and revoked",
            started().completed(TIMEOUT, NOW).revoked(NOW, RevocationProofs.at(NOW)),
            observed(null),
            NOW,
            "Complete Timeout, deletes pod"),
        row(
            "start failed before a crash",
            fresh().planned(PLAN, NOW).completed(TIMEOUT, NOW),
            observed(null),
            NOW,
            "Complete Timeout, deletes pod"),
        // Completion
        row(
            "report complete",
            started(),
            reported(AGENT_EXITED, SUCCESS),
            NOW,
            "Complete Succeeded, deletes pod"),
        row(
            "error reported",
            started(),
            reported(AGENT_EXITED, ERROR),
            NOW,
            "Complete AgentFailed, deletes pod"),
        row(
            "report complete, pod kept",
            keepingPod(started()),
            reported(AGENT_EXITED, SUCCESS),
            NOW,
            "Complete Succeeded"),
        row(
            "error reported, pod kept",
            keepingPod(started()),
            reported(AGENT_EXITED, ERROR),
            NOW,
            "Complete AgentFailed"),
        row(
            "timeout, pod not kept",
            keepingPod(started()),
            observed(AGENT_RUNS),
            AT_DEADLINE,
            "Complete Timeout, deletes pod, records outcome first"),
        row(
            "report complete, status lost",
            fresh(),
            reported(null, SUCCESS),
            NOW,
            "Complete Succeeded, deletes pod"),
        row(
            "report complete, already revoked",
            started().revoked(NOW, RevocationProofs.at(NOW)),
            reported(AGENT_EXITED, SUCCESS),
            NOW,
            "Complete Succeeded, deletes pod"),
        // Early revocation
        row(
            "agent exited before the report",
            started(),
            observed(AGENT_EXITED),
            NOW,
            "RevokeEarly, requeue PT20S"),
        row(
            "agent exited, report incomplete",
            started(),
            reported(AGENT_EXITED, "{}"),
            NOW,
            "RevokeEarly, requeue PT20S"),
        row(
            "agent was stopped, the kubelet has not stated why",
            started(),
            reported(AGENT_RUNS, STOPPED),
            NOW,
            "RevokeEarly, requeue PT20S"),
        row(
            "agent exited, completion reported",
            started(),
            completing(observed(AGENT_EXITED)),
            NOW,
            "RevokeEarly, requeue PT20S"),
        row(
            "agent exited just before the deadline",
            started(),
            observed(AGENT_EXITED),
            AT_DEADLINE.minusSeconds(3),
            "RevokeEarly, requeue PT3S"),
        row(
            "agent exited, already revoked",
            started().revoked(NOW, RevocationProofs.at(NOW)),
            observed(AGENT_EXITED),
            NOW,
            "Follow Pending, requeue PT20S"),
        row(
            "completion reported, report not stored",
            started(),
            completing(observed(AGENT_RUNS)),
            NOW,
            "Follow Running, AgentRunning, requeue PT20S, deletes bindings"),
        // Start
        row("no plan", fresh(), RunObservation.NONE, NOW, "Plan"),
        row("planned, not started", fresh(), observed(null), NOW, "Start"),
        row(
            "planned status, not started",
            fresh().planned(PLAN, NOW),
            observed(null),
            NOW,
            "Start"),
        row("planned, past its timeout", fresh(), observed(null), AT_DEADLINE, "Start"),
        row("planned, incomplete report", fresh(), reported(null, "{}"), NOW, "Start"),
        // Active runs
        row("pod without status", started(), observed("{}"), NOW, "Follow Pending, requeue PT20S"),
        row(
            "agent runs",
            started(),
            observed(AGENT_RUNS),
            NOW,
            "Follow Running, AgentRunning, requeue PT20S"),
        row(
            "agent still runs",
            started().running(true, Optional.empty(), NOW),
            observed("{phase: Running}"),
            NOW,
            "Follow Running, AgentRunning, requeue PT20S"),
        row(
            "report incomplete",
            started(),
            reported(AGENT_RUNS, "{}"),
            NOW,
            "Follow Running, AgentRunning, requeue PT20S"),
        // Final runs
        row("final, no time to live", finished(null), RunObservation.NONE, NOW, "Retain"),
        row("final, time to live left", finished(60), RunObservation.NONE, NOW, "Retain PT1M"),
        row(
            "final, time to live just passed",
            finished(5),
            RunObservation.NONE,
            NOW.plusSeconds(5),
            "Expire"),
        row(
            "final, time to live without end",
            finished(Long.MAX_VALUE),
            RunObservation.NONE,
            NOW,
            "Retain PT876000H"),
        row("final, time to live of zero", finished(0), RunObservation.NONE, NOW, "Expire"),
        row("final, report arrived", finished(null), reported(AGENT_RUNS, SUCCESS), NOW, "Retain"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void shouldDecideStepWhenObserved(
      String situation, RunStatus status, RunObservation observed, Instant now, String step) {
    assertThat(describe(NextStep.of(status, observed, now))).isEqualTo(step);
  }

  @Test
  void shouldCarryStatusOfPlanWhenCompletedBeforeStart() {
    var step = (NextStep.Complete) NextStep.of(fresh(), reported(null, SUCCESS), NOW);

    assertThat(step.completion().status()).isEqualTo(fresh().planned(PLAN, NOW));
  }

  @Test
  void shouldCarryObservedStatusWhenCompletedAfterStart() {
    var step = (NextStep.Complete) NextStep.of(started(), reported(null, SUCCESS), NOW);

    assertThat(step.completion().status()).isEqualTo(started());
  }

  @Test
  void shouldCarryPlanWhenItIsKnown() {
    var step = (NextStep.Complete) NextStep.of(started(), observed(null), NOW);

    assertThat(step.completion().plan()).contains(PLAN);
  }

  @Test
  void shouldCarryNoPlanWhenItIsLost() {
    var step =
        (NextStep.Complete)
            NextStep.of(started(), RunObservation.withoutPlan(Optional.empty()), NOW);

    assertThat(step.completion().plan()).isEmpty();
  }

  @Test
  void shouldUseTerminationMessageAsResultWhenReportIsMissing() {
    var step = (NextStep.Complete) NextStep.of(started(), observed(POD_SUCCEEDED), NOW);

    assertThat(step.completion().result())
        .hasValueSatisfying(result -> assertThat(result.response()).isEqualTo("fine"));
  }

  @Test
  void shouldPreferReportWhenThereIsATerminationMessage() {
    var report = "{\"status\": \"success\", \"response\": \"longer\"}";

    var step = (NextStep.Complete) NextStep.of(started(), reported(POD_SUCCEEDED, report), NOW);

    assertThat(step.completion().result())
        .hasValueSatisfying(result -> assertThat(result.response()).isEqualTo("longer"));
  }

  private static Arguments row(
      String situation, RunStatus status, RunObservation observed, Instant now, String step) {
    return Arguments.of(situation, status, observed, now, step);
  }

  private static String describe(NextStep step) {
    return switch (step) {
      case NextStep.Complete(Completion c) ->
          "Complete "
              + c.outcome().reason()
              + (c.deletesPod() ? ", deletes pod" : "")
              + (c.recordsOutcomeFirst() ? ", records outcome first" : "");
      case NextStep.RevokeEarly(RunPlan plan, Duration requeueAfter) ->
          "RevokeEarly, requeue " + requeueAfter;
      case NextStep.Follow(
              RunPlan plan,
              RunStatus next,
              Duration requeueAfter,
              boolean deletesBindings) ->
          "Follow "
              + (next.value().phase() == AgentRunPhase.RUNNING ? "Running" : "Pending")
              + reason(next, ConditionType.POD_STARTED)
              + reason(next, ConditionType.GATEWAY_REACHED)
              + ", requeue "
              + requeueAfter
              + (deletesBindings ? ", deletes bindings" : "");
      case NextStep.Retain(Optional<Duration> left) -> "Retain" + left.map(d -> " " + d).orElse("");
      default -> step.getClass().getSimpleName();
    };
  }

  private static String reason(RunStatus status, ConditionType type) {
    return status.conditions().find(type.value()).map(c -> ", " + c.getReason()).orElse("");
  }

  private static RunObservation observed(@Nullable String podStatus) {
    return new RunObservation(
        Optional.of(PLAN), pod(podStatus), Optional.empty(), false, false, Optional.empty());
  }

  private static RunObservation reported(@Nullable String podStatus, String report) {
    return new RunObservation(
        Optional.of(PLAN),
        pod(podStatus),
        ReportedResult.parse(report),
        true,
        ReportedResult.parse(report).orElseThrow().complete(),
        Optional.empty());
  }

  /** The agent runs since NOW, and its pod has sent nothing since a time. */
  private static RunObservation withoutRequest(Instant since) {
    RunObservation observed =
        observed(AGENT_RUNS.replace("running: {}", "running: {startedAt: '" + NOW + "'}"));
    return new RunObservation(
        observed.plan(),
        observed.pod(),
        observed.report(),
        false,
        false,
        Optional.of(new GatewayNotReached(since, "https://gateway")));
  }

  private static RunObservation completing(RunObservation observed) {
    return new RunObservation(
        observed.plan(),
        observed.pod(),
        observed.report(),
        observed.reportStored(),
        true,
        observed.notReached());
  }

  private static Optional<Pod> pod(@Nullable String status) {
    return Optional.ofNullable(status)
        .map(s ->
            Serialization.unmarshal(
                "metadata: {name: p, uid: pod-uid}\nstatus: " + s + "\n", Pod.class));
  }

  private static String waiting(String reason) {
    return "{phase: Pending, initContainerStatuses: [{name: skill-a, image: i, state: {waiting:"
        + " {reason: "
        + reason
        + "}}}]}";
  }

  private static RunStatus fresh() {
    return RunStatus.of(run("{instanceRef: sre-bot, task: t}"));
  }

  private static RunStatus started() {
    return startedFrom(fresh());
  }

  private static RunStatus startedFrom(RunStatus status) {
    var pod = new ObjectMetaBuilder().withName("p").withUid("pod-uid").build();
    return status.started(PLAN, pod, STARTED);
  }

  private static RunStatus keepingPod(RunStatus status) {
    return new RunStatus(run("{instanceRef: sre-bot, task: t, cleanup: keep}"), status.value());
  }

  private static RunStatus finished(@Nullable Number ttlSeconds) {
    var spec =
        ttlSeconds == null
            ? "{instanceRef: sre-bot, task: t}"
            : "{instanceRef: sre-bot, task: t, ttlSecondsAfterFinished: " + ttlSeconds + "}";
    return startedFrom(RunStatus.of(run(spec)))
        .revoked(NOW, RevocationProofs.at(NOW))
        .finished(TIMEOUT, Optional.empty(), false, NOW);
  }

  private static RunStatus deleted(RunStatus status, boolean finalizer) {
    if (finalizer) {
      status.run().addFinalizer(SympoziumLabels.RUN_FINALIZER);
    }
    status.run().getMetadata().setDeletionTimestamp("2026-11-01T10:00:04Z");
    return status;
  }

  private static AgentRun run(String spec) {
    return Manifests.parse(
        """
        metadata:
          name: sre-bot-demo
          namespace: demo
          uid: 7f3c0000-1111-2222-3333-444455556666
          generation: 1
          creationTimestamp: "2026-11-01T10:00:00Z"
        spec: %s
        """
            .formatted(spec),
        AgentRun.class);
  }
}
