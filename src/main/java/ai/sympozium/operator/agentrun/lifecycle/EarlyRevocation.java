package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.agentrun.status.ReportedResult;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.grant.GrantRevoker;
import ai.sympozium.operator.grant.RevocationPendingException;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Deletes the bindings of a run as soon as its completion is reported. Runs on the thread of the
 * reporting request, so that revocation does not wait in the reconcile queue. Crash-safe: the
 * report has not been acknowledged yet.
 */
@ApplicationScoped
public class EarlyRevocation implements CompletionListener {
  private final RunEventSources sources;
  private final RunLister runs;
  private final PlanStore plans;
  private final GrantRevoker revoker;
  private final CompletionTracker completions;
  private final RetryReporter retries;

  EarlyRevocation(
      RunEventSources sources,
      RunLister runs,
      PlanStore plans,
      GrantRevoker revoker,
      CompletionTracker completions,
      RetryReporter retries) {
    this.sources = sources;
    this.runs = runs;
    this.plans = plans;
    this.revoker = revoker;
    this.completions = completions;
    this.retries = retries;
  }

  @Override
  public void onCompletionReported(AgentRun run) {
    completions.markCompleted(run);
    try {
      plans.cachedOrFind(run).ifPresent(plan -> revoker.deleteBindingsFirst(plan.grants()));
    } catch (RevocationPendingException e) {
      // The reconcile retries. A call that timed out has taken long enough to report it now, unless
      // another thread has finished the run.
      if (isActive(run)) {
        retries.reportFirst(run, EventReason.REVOCATION_PENDING, e.getMessage());
      }
      sources.trigger(run);
    }
  }

  /** Continues with the reconcile of the run. Another replica reconciles it when its pod ends. */
  @Override
  public void onReportStored(AgentRun run, String result) {
    if (isActive(run)) {
      ReportedResult.parse(result)
          .ifPresent(report -> completions.markReported(run, report, result.length()));
      sources.trigger(run);
    }
  }

  /** Deletes the bindings of a run whose completion was reported. The report triggers the rest. */
  public void deleteBindings(RunPlan plan) {
    revoker.deleteBindings(plan.grants());
  }

  private boolean isActive(AgentRun run) {
    return runs.run(run.getMetadata().getNamespace(), run.getMetadata().getName())
        .filter(cached -> cached.getMetadata().getUid().equals(run.getMetadata().getUid()))
        .filter(cached -> !RunStatus.of(cached).isFinal())
        .isPresent();
  }
}
