package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.agentrun.status.QuotaRejection;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.agentrun.status.StatusText;
import ai.sympozium.operator.kube.EventRecorder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Reports the start of a run in one event. In a burst of runs an event costs as much as a grant.
 */
@ApplicationScoped
class StartReporter {
  private final EventRecorder events;
  private final RunMetrics metrics;

  StartReporter(EventRecorder events, RunMetrics metrics) {
    this.events = events;
    this.metrics = metrics;
  }

  /** Reports a run that begins to wait for a quota. */
  void waitsForQuota(RunStatus status, QuotaRejection quota) {
    if (!QuotaRejection.isAwaitedBy(status)) {
      events.warning(status.run(), EventReason.QUOTA_EXCEEDED.value(), quota.describe());
    }
  }

  void started(AgentRun run, StartResult.Started started, Duration granted) {
    RunPlan plan = started.plan();
    StringBuilder message =
        new StringBuilder("pod ")
            .append(started.pod().getMetadata().getName())
            .append(" with ")
            .append(StatusText.describe(plan));
    plan.grants()
        .forEach(g ->
            message.append("; permissions of ").append(g.skill()).append(": ").append(g.name()));
    events.normal(run, EventReason.STARTED.value(), message.toString());
    if (!plan.grants().isEmpty()) {
      metrics.granted(granted);
    }
  }
}
