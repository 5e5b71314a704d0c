package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.operator.agentrun.status.ConditionType;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.kube.Conditions;
import ai.sympozium.operator.kube.StatusPatch;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Writes the status of runs by server-side apply. */
@ApplicationScoped
public class StatusWriter {
  private static final Duration IMMEDIATELY = Duration.ofMillis(1);

  /**
   * Writes a status if it has changed, and requeues the run.
   *
   * <p>JOSDK treats every event up to our own write as an echo of that write, also the event of a
   * deletion in between. So a deletion is read from the response.
   */
  public UpdateControl<AgentRun> patch(
      RunStatus before, RunStatus after, Duration requeueAfter, Context<AgentRun> context) {
    boolean deleted =
        !after.value().equals(before.value()) && write(after, context).isMarkedForDeletion();
    return UpdateControl.<AgentRun>noUpdate().rescheduleAfter(deleted ? IMMEDIATELY : requeueAfter);
  }

  /**
   * Requeues a run whose final status is its last write. JOSDK delivers no event of it, but the
   * time to live begins, and others wait for the end of the run.
   */
  UpdateControl<AgentRun> requeueNow() {
    return UpdateControl.<AgentRun>noUpdate().rescheduleAfter(IMMEDIATELY);
  }

  /**
   * Writes a status, without the condition of the gateway, and caches the response, so that no
   * later event delivers an older state.
   */
  AgentRun write(RunStatus status, Context<AgentRun> context) {
    AgentRunStatus own =
        status.value().toBuilder()
            .conditions(
                new Conditions(status.value().conditions())
                    .without(ConditionType.MODEL_AVAILABLE.value())
                    .list())
            .build();
    AgentRun patch = StatusPatch.of(status.run(), new AgentRun(), own);
    return context.resourceOperations().serverSideApplyPrimaryStatus(patch);
  }
}
