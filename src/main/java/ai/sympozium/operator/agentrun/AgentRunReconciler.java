package ai.sympozium.operator.agentrun;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.lifecycle.EarlyRevocation;
import ai.sympozium.operator.agentrun.lifecycle.RetryReporter;
import ai.sympozium.operator.agentrun.lifecycle.RunCompleter;
import ai.sympozium.operator.agentrun.lifecycle.RunMetrics;
import ai.sympozium.operator.agentrun.lifecycle.RunObserver;
import ai.sympozium.operator.agentrun.lifecycle.RunRetention;
import ai.sympozium.operator.agentrun.lifecycle.RunStarter;
import ai.sympozium.operator.agentrun.lifecycle.StartTurns;
import ai.sympozium.operator.agentrun.lifecycle.StatusWriter;
import ai.sympozium.operator.agentrun.status.NextStep;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.RevocationPendingException;
import ai.sympozium.operator.kube.LogKeys;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Takes a run through its life: plan, grants, pod, completion, revocation. Each reconcile observes
 * once, decides purely and acts once. Crash-safe: the operator may stop after any write, and the
 * next reconcile continues from what exists.
 */
@ControllerConfiguration(name = "agentrun")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 500,
    intervalMultiplier = 3,
    maxInterval = 10_000)
public class AgentRunReconciler implements Reconciler<AgentRun> {
  private static final Duration DELETION_CHECK = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final RunEventSources sources;
  private final RunLister runs;
  private final RunObserver observer;
  private final StartTurns turns;
  private final RunStarter starter;
  private final RunCompleter completer;
  private final EarlyRevocation earlyRevocation;
  private final RunRetention retention;
  private final StatusWriter statusWriter;
  private final RetryReporter retries;
  private final RunMetrics metrics;

  AgentRunReconciler(
      InstantSource clock,
      RunEventSources sources,
      RunLister runs,
      RunObserver observer,
      StartTurns turns,
      RunStarter starter,
      RunCompleter completer,
      EarlyRevocation earlyRevocation,
      RunRetention retention,
      StatusWriter statusWriter,
      RetryReporter retries,
      RunMetrics metrics) {
    this.clock = clock;
    this.sources = sources;
    this.runs = runs;
    this.observer = observer;
    this.turns = turns;
    this.starter = starter;
    this.completer = completer;
    this.earlyRevocation = earlyRevocation;
    this.retention = retention;
    this.statusWriter = statusWriter;
    this.retries = retries;
    this.metrics = metrics;
  }

  @Override
  public List<EventSource<?, AgentRun>> prepareEventSources(EventSourceContext<AgentRun> context) {
    metrics.registerActiveGrants(runs);
    return sources.prepare(context);
  }

  /** Retries forever: giving up would leave permissions behind. */
  @Override
  public UpdateControl<AgentRun> reconcile(AgentRun run, Context<AgentRun> context) {
    try (var log = LogKeys.ofRun(run.getMetadata().getNamespace(), run.getMetadata().getName())) {
      return dispatch(run, context);
    } catch (RevocationPendingException | KubernetesClientException e) {
      if (retries.isObsolete(run, e)) {
        // The event of the deletion can have been taken for an echo of an own write.
        return UpdateControl.<AgentRun>noUpdate().rescheduleAfter(DELETION_CHECK);
      }
      retries.report(run, e, context);
      throw e;
    }
  }

  private UpdateControl<AgentRun> dispatch(AgentRun run, Context<AgentRun> context) {
    runs.changed(run);
    if (context.isPrimaryResourceDeleted()) {
      return retention.released(run);
    }
    retention.observed(run);
    RunStatus status = RunStatus.of(run);
    return turns.act(status, () -> act(status, context));
  }

  private UpdateControl<AgentRun> act(RunStatus status, Context<AgentRun> context) {
    AgentRun run = status.run();
    return switch (NextStep.of(status, observer.observe(status), clock.instant())) {
      case NextStep.Ignore() -> UpdateControl.noUpdate();
      case NextStep.Delete() -> retention.delete(run, context);
      case NextStep.Expire() -> retention.expire(run);
      case NextStep.Retain step -> retention.retain(run, step);
      case NextStep.Plan() -> starter.planAndStart(status, context);
      case NextStep.Start step -> starter.resume(status, step.plan(), context);
      case NextStep.RevokeEarly step -> completer.revokeEarly(status, step, context);
      case NextStep.Complete step -> completer.complete(step.completion(), context);
      case NextStep.Follow step -> follow(status, step, context);
    };
  }

  private UpdateControl<AgentRun> follow(
      RunStatus status, NextStep.Follow step, Context<AgentRun> context) {
    retention.protect(status.run(), step.plan(), context);
    if (step.deletesBindings()) {
      earlyRevocation.deleteBindings(step.plan());
    }
    return statusWriter.patch(status, step.next(), step.requeueAfter(), context);
  }
}
