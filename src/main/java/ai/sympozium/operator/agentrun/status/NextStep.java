package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what a reconcile does. Pure: the same status, observation and time give the same step.
 */
public sealed interface NextStep {
  /** How often a started run is reconciled, and read live, without an event. */
  Duration POLL_INTERVAL = Duration.ofSeconds(20);

  Duration MIN_REQUEUE = Duration.ofMillis(100);

  /** Another controller's finalizer keeps the deleted run, which is final. */
  record Ignore() implements NextStep {}

  /** Revoke the permissions of a run that is being deleted. */
  record Delete() implements NextStep {}

  /** Keep a final run, for as long as its time to live if it has one. */
  record Retain(Optional<Duration> timeToLive) implements NextStep {}

  /** Delete a final run whose time to live has passed. */
  record Expire() implements NextStep {}

  /** Plan a new run and start it. */
  record Plan() implements NextStep {}

  /** Start, or continue to start, a run that has a plan. */
  record Start(RunPlan plan) implements NextStep {}

  /** Revoke the permissions of a run whose agent has exited, while its outcome is not known. */
  record RevokeEarly(RunPlan plan, Duration requeueAfter) implements NextStep {}

  /** Revoke the permissions of a run that has completed, and record its outcome. */
  record Complete(Completion completion) implements NextStep {}

  /**
   * Update the status of an active run.
   *
   * @param deletesBindings whether the completion of the run was reported, but is not stored yet
   */
  record Follow(RunPlan plan, RunStatus next, Duration requeueAfter, boolean deletesBindings)
      implements NextStep {}

  /** Decides the next step of a run that exists. */
  static NextStep of(RunStatus status, RunObservation observed, Instant now) {
    AgentRun run = status.run();
    if (run.isMarkedForDeletion()) {
      // Without the finalizer too: a user can remove it from an active run.
      return run.hasFinalizer(SympoziumLabels.RUN_FINALIZER) || !status.isFinal()
          ? new Delete()
          : new Ignore();
    }
    if (status.isFinal()) {
      return ofFinalRun(status, now);
    }
    if (observed.plan().isPresent()) {
      return ofPlannedRun(status, observed.plan().get(), observed, now);
    }
    return status.isStarted()
        ? new Complete(Completion.planLost(status, observed.pod()))
        : new Plan();
  }

  private static NextStep ofFinalRun(RunStatus status, Instant now) {
    Optional<Duration> timeToLive = status.expiresAt().map(at -> Duration.between(now, at));
    return timeToLive.isEmpty() || timeToLive.get().isPositive()
        ? new Retain(timeToLive)
        : new Expire();
  }

  private static NextStep ofPlannedRun(
      RunStatus status, RunPlan plan, RunObservation observed, Instant now) {
    Duration timeout = Duration.ofSeconds(plan.timeoutSeconds());
    Optional<RunOutcome> outcome =
        status
            .outcome()
            .or(() ->
                RunOutcome.of(
                    observed.report(),
                    observed.pod(),
                    status.startedAt().orElse(null),
                    timeout,
                    now));
    if (outcome.isPresent()) {
      return new Complete(
          new Completion(
              Optional.of(plan),
              status.isStarted() ? status : status.planned(plan, now),
              outcome.get(),
              observed.report(),
              observed.reportStored(),
              observed.pod()));
    }
    return status
        .startedAt()
        .map(startedAt ->
            ofActiveRun(status, plan, observed, requeueAfter(startedAt, timeout, now), now))
        .orElseGet(() -> new Start(plan));
  }

  private static NextStep ofActiveRun(
      RunStatus status, RunPlan plan, RunObservation observed, Duration requeueAfter, Instant now) {
    Optional<PodConditions> pod = observed.pod().map(PodConditions::new);
    if (pod.flatMap(PodConditions::agentTermination).isPresent()
        || observed.report().filter(ReportedResult::complete).isPresent()) {
      return status.isRevoked()
          ? new Follow(plan, status, requeueAfter, false)
          : new RevokeEarly(plan, requeueAfter);
    }
    Optional<StartProblem> startProblem =
        observed.pod().flatMap(p -> new StartProgress(p).problem());
    Optional<String> gatewayProblem =
        observed
            .notReached()
            .flatMap(notReached -> observed.pod().flatMap(p -> notReached.problem(p, now)));
    return new Follow(
        plan,
        GatewayNotReached.report(
            status.running(pod.filter(PodConditions::isRunning).isPresent(), startProblem, now),
            gatewayProblem,
            now),
        requeueAfter,
        observed.completionReported());
  }

  /** The next poll, or the deadline of the run if that comes first. */
  private static Duration requeueAfter(Instant startedAt, Duration timeout, Instant now) {
    Duration left = Duration.between(now, startedAt.plus(timeout));
    if (left.compareTo(POLL_INTERVAL) > 0) {
      return POLL_INTERVAL;
    }
    return left.compareTo(MIN_REQUEUE) < 0 ? MIN_REQUEUE : left;
  }
}
