package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.status.NextStep;
import ai.sympozium.operator.agentrun.status.RunStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Keeps and deletes final runs, and revokes the permissions of runs that are being deleted. */
@ApplicationScoped
public class RunRetention {
  /** A reconcile that does nothing has returned by then. */
  private static final Duration AFTER_RECONCILE = Duration.ofMillis(500);

  private final KubernetesClient client;
  private final RunEventSources sources;
  private final RunLister runs;
  private final PlanStore plans;
  private final RunRevoker revoker;
  private final RunCompleter completer;
  private final RunFinalizer finalizer;
  private final RunMemory memory;

  RunRetention(
      KubernetesClient client,
      RunEventSources sources,
      RunLister runs,
      PlanStore plans,
      RunRevoker revoker,
      RunCompleter completer,
      RunFinalizer finalizer,
      RunMemory memory) {
    this.client = client;
    this.sources = sources;
    this.runs = runs;
    this.plans = plans;
    this.revoker = revoker;
    this.completer = completer;
    this.finalizer = finalizer;
    this.memory = memory;
  }

  /** Keeps a final run until its time to live has passed. */
  public UpdateControl<AgentRun> retain(AgentRun run, NextStep.Retain step) {
    removeFinalizer(run);
    UpdateControl<AgentRun> result = UpdateControl.noUpdate();
    return step.timeToLive().map(result::rescheduleAfter).orElse(result);
  }

  /** Deletes a final run whose time to live has passed, unless it has changed since. */
  public UpdateControl<AgentRun> expire(AgentRun run) {
    removeFinalizer(run);
    client.resource(run).lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
    return UpdateControl.noUpdate();
  }

  /** Revokes the permissions of a run that is being deleted, then deletes its pod. */
  public UpdateControl<AgentRun> delete(AgentRun run, Context<AgentRun> context) {
    RunStatus status = RunStatus.of(run);
    revoker.revoke(status, plans.find(run), context);
    completer.deletePod(status);
    finalizer.remove(run);
    return UpdateControl.noUpdate();
  }

  /**
   * Forgets a deleted run, and requeues another run of the same name.
   *
   * <p>With a deleted run JOSDK drops every event of that name that arrives before the reconcile
   * returns, also the events of a new run.
   */
  public UpdateControl<AgentRun> released(AgentRun run) {
    memory.clear(run);
    CompletableFuture.delayedExecutor(AFTER_RECONCILE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() ->
            runs.run(run.getMetadata().getNamespace(), run.getMetadata().getName())
                .ifPresent(sources::trigger));
    return UpdateControl.noUpdate();
  }

  /** Crash-safe: the operator may have stopped between the final status and this write. */
  private void removeFinalizer(AgentRun run) {
    finalizer.remove(run);
  }
}
