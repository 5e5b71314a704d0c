package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.lifecycle.UnfinishedRuns.Unfinished;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.NextStep;
import ai.sympozium.operator.agentrun.status.RunStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
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
  private final StartGate gate;
  private final PlanStore plans;
  private final RunRevoker revoker;
  private final RunCompleter completer;
  private final RunFinalizer finalizer;
  private final UnfinishedRuns unfinished;
  private final CompletionTracker completions;
  private final RunMemory memory;
  private final LiveClusterReader live;

  RunRetention(
      KubernetesClient client,
      RunEventSources sources,
      RunLister runs,
      StartGate gate,
      PlanStore plans,
      RunRevoker revoker,
      RunCompleter completer,
      RunFinalizer finalizer,
      UnfinishedRuns unfinished,
      CompletionTracker completions,
      RunMemory memory,
      LiveClusterReader live) {
    this.client = client;
    this.sources = sources;
    this.runs = runs;
    this.gate = gate;
    this.plans = plans;
    this.revoker = revoker;
    this.completer = completer;
    this.finalizer = finalizer;
    this.unfinished = unfinished;
    this.completions = completions;
    this.memory = memory;
    this.live = live;
  }

  /** Keeps a final run until its time to live has passed. */
  public UpdateControl<AgentRun> retain(AgentRun run, NextStep.Retain step) {
    removeFinalizer(run);
    UpdateControl<AgentRun> result = UpdateControl.noUpdate();
    return step.timeToLive().map(result::rescheduleAfter).orElse(result);
  }

  /**
   * Deletes a final run whose time to live has passed, unless it has changed since, or its creator
   * has not recorded its outcome yet.
   */
  public UpdateControl<AgentRun> expire(AgentRun run) {
    Optional<Duration> delay = gate.deletionDelay(run);
    if (delay.isPresent()) {
      return retain(run, new NextStep.Retain(delay));
    }
    removeFinalizer(run);
    client.resource(run).lockResourceVersion(run.getMetadata().getResourceVersion()).delete();
    return UpdateControl.noUpdate();
  }

  /** Adds the finalizer of an active run again if it was removed. */
  public void protect(AgentRun run, RunPlan plan, Context<AgentRun> context) {
    finalizer.add(run, plan, context);
  }

  /**
   * Revokes the permissions of a run that is being deleted, then deletes its pod. Does it once for
   * a run that only the finalizer of another controller keeps, and not at all if such a run has no
   * permissions.
   */
  public UpdateControl<AgentRun> delete(AgentRun run, Context<AgentRun> context) {
    if (run.hasFinalizer(SympoziumLabels.RUN_FINALIZER)
        || (mayHavePermissions(run) && completions.revocationProof(run).isEmpty())) {
      // The cache keeps only a part of a final run. The names of its skills lead to its
      // permissions.
      RunStatus status = RunStatus.of(live.run(run).orElse(run));
      completions.markRevoked(run, revoker.revoke(status, plans.find(run), context));
      completer.deletePod(status);
      finalizer.remove(run);
    }
    return UpdateControl.noUpdate();
  }

  private boolean mayHavePermissions(AgentRun run) {
    return unfinished.find(run).filter(Unfinished::mayHavePermissions).isPresent();
  }

  /**
   * Remembers a run, and revokes the permissions of an earlier run of its name. A status is no
   * proof: if another client has made this run final, its permissions are revoked too.
   */
  public void observed(AgentRun run) {
    RunStatus status = RunStatus.of(run);
    revokeUnfinished(unfinished.find(run), run.getMetadata().getUid());
    if (completions.revocationProof(run).isEmpty()) {
      unfinished
          .findFinal(status)
          .ifPresent(found -> {
            revoker.revokeUnfinished(found, "Another client has made it final");
            deletePod(found);
            memory.clear(run);
          });
    }
    unfinished.update(status);
  }

  /**
   * Revokes the permissions of a run that disappeared without its finalizer, and requeues another
   * run of the same name.
   *
   * <p>With a deleted run JOSDK drops every event of that name that arrives before the reconcile
   * returns, also the events of a new run. It also calls this with the new run.
   */
  public UpdateControl<AgentRun> released(AgentRun run) {
    String namespace = run.getMetadata().getNamespace();
    String name = run.getMetadata().getName();
    Optional<String> living = runs.run(namespace, name).map(found -> found.getMetadata().getUid());
    revokeUnfinished(
        unfinished.find(run).or(() -> Unfinished.ofActive(RunStatus.of(run))), living.orElse(""));
    memory.clear(run);
    CompletableFuture.delayedExecutor(AFTER_RECONCILE.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> runs.run(namespace, name).ifPresent(sources::trigger));
    return UpdateControl.noUpdate();
  }

  private void revokeUnfinished(Optional<Unfinished> earlier, String livingUid) {
    earlier
        .filter(found -> found.mayHavePermissions() && !found.run().uid().equals(livingUid))
        .ifPresent(found -> {
          revoker.revokeUnfinished(found, "It disappeared without its finalizer");
          deletePod(found);
        });
  }

  /** The garbage collector keeps the pod if the run was deleted without its dependents. */
  private void deletePod(Unfinished run) {
    var pod =
        client
            .pods()
            .inNamespace(run.run().namespace())
            .withName(RunObjects.podName(run.run().name(), run.run().uid()));
    Optional.ofNullable(pod.get())
        .filter(found -> found.getMetadata().getUid().equals(run.podUID()))
        .ifPresent(found -> pod.delete());
  }

  /** Crash-safe: the operator may have stopped between the final status and this write. */
  private void removeFinalizer(AgentRun run) {
    finalizer.remove(run);
  }
}
