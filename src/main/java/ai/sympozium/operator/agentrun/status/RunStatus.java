package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.RunSummary;
import ai.sympozium.api.SkillStatus;
import ai.sympozium.operator.agentrun.plan.Durations;
import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.grant.RevocationProof;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Computes the statuses of a run. Each status is a function of the one before. */
public record RunStatus(AgentRun run, AgentRunStatus value) {
  public static RunStatus of(AgentRun run) {
    return new RunStatus(
        run, Objects.requireNonNullElseGet(run.getStatus(), AgentRunStatus::empty));
  }

  public boolean isFinal() {
    return value.isFinal();
  }

  /** Returns when the pod was created; empty while the run has none. */
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(value.startedAt()).map(Instant::parse);
  }

  public boolean isStarted() {
    return value.startedAt() != null;
  }

  /** Returns when the final run is deleted; empty when its spec has no time to live. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(run.getSpec().ttlSecondsAfterFinished())
        .flatMap(ttl ->
            Optional.ofNullable(value.completedAt())
                .map(t -> Instant.parse(t).plus(Durations.ofSeconds(ttl))));
  }

  /** Checks whether a pod is the recorded one. Name, labels and owner can be forged, not UIDs. */
  public boolean isPodOf(Pod pod) {
    return pod.getMetadata().getUid() != null && pod.getMetadata().getUid().equals(value.podUID());
  }

  public long skillsWithPermissions() {
    return value.skills().stream().filter(RunStatus::hasPermissions).count();
  }

  public boolean isRevoked() {
    return conditions().isTrue(ConditionType.PERMISSIONS_REVOKED.value());
  }

  /** Returns the outcome that was recorded before anything was deleted. */
  public Optional<RunOutcome> outcome() {
    return conditions()
        .find(ConditionType.SUCCEEDED.value())
        .map(c ->
            new RunOutcome(
                "True".equals(c.getStatus()),
                c.getReason(),
                Objects.requireNonNullElse(value.error(), ""),
                value.exitCode()));
  }

  /** The plan is stored. Nothing is known to exist in the cluster yet. */
  public RunStatus planned(RunPlan plan, Instant at) {
    List<SkillStatus> skills = plan.skillStatus();
    return copy(
        with(ConditionType.PLANNED, true, ConditionReason.PLANNED, StatusText.describe(plan), at)
            .phase(AgentRunPhase.PENDING)
            .skills(skills)
            .summary(new RunSummary(StatusText.names(skills), null, null)));
  }

  /** The grants and the pod exist. */
  public RunStatus started(RunPlan plan, ObjectMeta pod, Instant at) {
    String time = StatusText.time(at);
    RunStatus planned = planned(plan, at);
    long granted = planned.skillsWithPermissions();
    return copy(
        planned
            .with(
                ConditionType.PERMISSIONS_GRANTED,
                true,
                granted == 0 ? ConditionReason.NO_PERMISSIONS_DECLARED : ConditionReason.GRANTED,
                granted == 0
                    ? "no attached pack declares permissions"
                    : granted + " skill(s) have their permissions",
                at)
            .pod(pod.getName(), pod.getUid())
            .startedAt(time)
            .completedAt(null)
            .result(null)
            .error(null)
            .exitCode(null)
            .tokenUsage(null)
            .transcript(null)
            .skills(
                planned.value.skills().stream()
                    .map(s -> hasPermissions(s) ? s.granted(time) : s)
                    .toList()));
  }

  RunStatus running(boolean agentRuns, Optional<StartProblem> startProblem, Instant at) {
    if (agentRuns) {
      return copy(
          with(
                  ConditionType.POD_STARTED,
                  true,
                  ConditionReason.AGENT_RUNNING,
                  "the agent is running",
                  at)
              .phase(AgentRunPhase.RUNNING));
    }
    return startProblem
        .map(problem ->
            copy(
                with(
                    ConditionType.POD_STARTED,
                    false,
                    problem.conditionReason(),
                    problem.describe(),
                    at)))
        .orElseGet(() -> copy(value.toBuilder()));
  }

  /** The outcome is decided. The permissions are not revoked yet. */
  public RunStatus completed(RunOutcome outcome, Instant at) {
    return copy(
        with(
                ConditionType.SUCCEEDED,
                outcome.success(),
                outcome.reason(),
                outcome.message().isEmpty() ? "the agent has answered" : outcome.message(),
                at)
            .error(outcome.success() ? null : StatusText.truncate(outcome.message()))
            .exitCode(outcome.exitCode()));
  }

  /**
   * The revocation of every permission is verified.
   *
   * @param completedAt when this process first observed the completion of the run
   */
  public RunStatus revoked(Instant completedAt, RevocationProof proof) {
    if (isRevoked()) {
      return this;
    }
    Instant at = proof.at();
    boolean any = skillsWithPermissions() > 0;
    String duration = Durations.format(Duration.between(completedAt, at));
    return copy(
        with(
                ConditionType.PERMISSIONS_REVOKED,
                true,
                any ? ConditionReason.REVOCATION_VERIFIED : ConditionReason.NO_PERMISSIONS_DECLARED,
                StatusText.describeRevocation(any, duration),
                at)
            .skills(
                value.skills().stream()
                    .map(s -> hasPermissions(s) ? s.revoked(StatusText.time(at)) : s)
                    .toList())
            .summary(
                new RunSummary(StatusText.names(value.skills()), any ? duration : null, null)));
  }

  /** The revocation was attempted, and could not be verified yet. */
  public RunStatus revocationPending(String message, Instant at) {
    return copy(
        with(
            ConditionType.PERMISSIONS_REVOKED,
            false,
            ConditionReason.REVOCATION_PENDING,
            message,
            at));
  }

  /** The final status of a run. Comes only after {@link #revoked}. */
  public RunStatus finished(
      RunOutcome outcome, Optional<ReportedResult> result, boolean reportStored, Instant at) {
    RunSummary summary = value.summary();
    Instant created = Instant.parse(run.getMetadata().getCreationTimestamp());
    return copy(
        completed(outcome, at).value.toBuilder()
            .phase(outcome.success() ? AgentRunPhase.SUCCEEDED : AgentRunPhase.FAILED)
            .completedAt(StatusText.time(at))
            .result(
                outcome.success()
                    ? result.map(r -> StatusText.truncate(r.response())).orElse("")
                    : null)
            .error(outcome.success() ? null : StatusText.truncate(outcome.message()))
            .tokenUsage(result.map(ReportedResult::usage).orElse(null))
            .transcript(
                reportStored ? RunObjects.transcriptName(run.getMetadata().getName()) : null)
            .summary(
                new RunSummary(
                    summary == null ? null : summary.skills(),
                    summary == null ? null : summary.revocationDuration(),
                    Durations.format(Duration.between(startedAt().orElse(created), at)))));
  }

  /** The final status of a run that was refused before anything was created. */
  public RunStatus refused(PlanResult.Refused refused, Instant at) {
    return copy(
        AgentRunStatus.empty().toBuilder()
            .conditions(
                with(ConditionType.PLANNED, false, refused.reason().value(), refused.message(), at)
                    .build()
                    .conditions())
            .phase(AgentRunPhase.FAILED)
            .completedAt(StatusText.time(at))
            .error(StatusText.truncate(refused.message())));
  }

  Conditions conditions() {
    return new Conditions(value.conditions());
  }

  AgentRunStatus.Builder with(
      ConditionType type, boolean status, ConditionReason reason, String message, Instant at) {
    return with(type, status, reason.value(), message, at);
  }

  private AgentRunStatus.Builder with(
      ConditionType type, boolean status, String reason, String message, Instant at) {
    long generation = run.getMetadata().getGeneration();
    return value.toBuilder()
        .conditions(
            conditions().with(type.value(), status, reason, message, generation, at).list());
  }

  RunStatus copy(AgentRunStatus.Builder changed) {
    return new RunStatus(
        run, changed.observedGeneration(run.getMetadata().getGeneration()).build());
  }

  private static boolean hasPermissions(SkillStatus skill) {
    return skill.serviceAccount() != null;
  }
}
