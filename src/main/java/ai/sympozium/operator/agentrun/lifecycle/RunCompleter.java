package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.Durations;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.status.Completion;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.agentrun.status.NextStep;
import ai.sympozium.operator.agentrun.status.RunOutcome;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.RevocationProof;
import ai.sympozium.operator.kube.EventRecorder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Takes runs to their final status. */
@ApplicationScoped
public class RunCompleter {
  private final KubernetesClient client;
  private final InstantSource clock;
  private final RunObserver observer;
  private final RunRevoker revoker;
  private final StatusWriter statusWriter;
  private final RunFinalizer finalizer;
  private final CompletionTracker completions;
  private final RunMemory memory;
  private final EventRecorder events;
  private final RunMetrics metrics;

  RunCompleter(
      KubernetesClient client,
      InstantSource clock,
      RunObserver observer,
      RunRevoker revoker,
      StatusWriter statusWriter,
      RunFinalizer finalizer,
      CompletionTracker completions,
      RunMemory memory,
      EventRecorder events,
      RunMetrics metrics) {
    this.client = client;
    this.clock = clock;
    this.observer = observer;
    this.revoker = revoker;
    this.statusWriter = statusWriter;
    this.finalizer = finalizer;
    this.completions = completions;
    this.memory = memory;
    this.events = events;
    this.metrics = metrics;
  }

  /** Revokes the permissions of a run whose agent has exited. The run completes with its result. */
  public UpdateControl<AgentRun> revokeEarly(
      RunStatus status, NextStep.RevokeEarly step, Context<AgentRun> context) {
    Instant completedAt = completions.markCompleted(status.run());
    RevocationProof proof = revoker.revokeOnce(status, Optional.of(step.plan()), context);
    return statusWriter.patch(
        status, status.revoked(completedAt, proof), step.requeueAfter(), context);
  }

  /**
   * Completes a run: revokes its permissions, verifies that, deletes the pod, writes the final
   * status and removes the finalizer, in this order. Crash-safe: each step is repeated, or skipped
   * because the status records it.
   */
  public UpdateControl<AgentRun> complete(Completion completion, Context<AgentRun> context) {
    RunStatus status = completion.status();
    AgentRun run = status.run();
    Instant completedAt = completions.markCompleted(run);
    Optional<Duration> revocationDuration = Optional.empty();
    if (completion.recordsOutcomeFirst()) {
      // Crash-safe: the objects that this outcome was derived from are deleted below.
      status = status.completed(completion.outcome(), clock.instant());
      statusWriter.write(status, context);
    }
    RevocationProof proof = revoker.revokeOnce(status, completion.plan(), context);
    if (!status.isRevoked()) {
      status = status.revoked(completedAt, proof);
      revocationDuration = Optional.of(Duration.between(completedAt, proof.at()));
    }
    if (completion.deletesPod()) {
      deletePod(status);
    }
    RunStatus last =
        status.finished(
            completion.outcome(), completion.result(), completion.reportStored(), clock.instant());
    AgentRun written = statusWriter.write(last, context);
    revocationDuration.ifPresent(duration -> reportRevocation(last, duration));
    reportOutcome(run, completion.outcome());
    memory.clear(run);
    finalizer.remove(written);
    // The removal of the finalizer has an event.
    return written.hasFinalizer(SympoziumLabels.RUN_FINALIZER)
        ? UpdateControl.noUpdate()
        : statusWriter.requeueNow();
  }

  /** Fails a run whose plan was refused. Nothing was created for it. */
  UpdateControl<AgentRun> refuse(RunStatus status, Refused refused, Context<AgentRun> context) {
    AgentRun run = status.run();
    AgentRun written = statusWriter.write(status.refused(refused, clock.instant()), context);
    events.warning(
        run, EventReason.PLAN_REFUSED.value(), refused.message() + " Nothing was created.");
    metrics.completed(false, age(run));
    memory.clear(run);
    finalizer.remove(written);
    return statusWriter.requeueNow();
  }

  /** Deletes the pod recorded in the status. */
  void deletePod(RunStatus status) {
    observer.findPod(status).ifPresent(pod -> client.resource(pod).delete());
  }

  private void reportRevocation(RunStatus last, Duration duration) {
    long skills = last.skillsWithPermissions();
    if (skills == 0) {
      return;
    }
    metrics.revoked(duration);
    events.normal(
        last.run(),
        EventReason.PERMISSIONS_REVOKED.value(),
        "permissions of "
            + skills
            + " skill(s) deleted and access denied by the API server, "
            + Durations.format(duration)
            + " after the run completed");
  }

  private void reportOutcome(AgentRun run, RunOutcome outcome) {
    metrics.completed(outcome.success(), age(run));
    if (outcome.success()) {
      events.normal(run, EventReason.SUCCEEDED.value(), "the agent has answered");
    } else {
      events.warning(run, outcome.reason(), outcome.message());
    }
  }

  private Duration age(AgentRun run) {
    return Duration.between(
        Instant.parse(run.getMetadata().getCreationTimestamp()), clock.instant());
  }
}
