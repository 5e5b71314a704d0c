package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.status.RunStatus;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * Decides when a reconcile of a new run may do something. Thousands of runs of schedules can wait
 * together, so a reconcile of a run that waits sends no request: these requests would delay the
 * runs that may start.
 */
@ApplicationScoped
public class StartTurns {
  private final StartGate gate;
  private final StartOrder order;

  StartTurns(StartGate gate, StartOrder order) {
    this.gate = gate;
    this.order = order;
  }

  /** Continues the reconcile of a run now, or repeats it when it is the turn of the new run. */
  public UpdateControl<AgentRun> act(RunStatus status, Supplier<UpdateControl<AgentRun>> action) {
    AgentRun run = status.run();
    if (!isNew(status)) {
      return action.get();
    }
    if (!gate.isScheduled(run)) {
      return order.start(action);
    }
    return gate.delay(run)
        .map(delay -> UpdateControl.<AgentRun>noUpdate().rescheduleAfter(delay))
        .orElseGet(() -> order.startScheduled(run, action));
  }

  /** Whether nothing has been done for the run, as far as the run shows. */
  static boolean isNew(RunStatus status) {
    return status.value().equals(AgentRunStatus.empty())
        && !status.run().isMarkedForDeletion()
        && !status.run().hasFinalizer(SympoziumLabels.RUN_FINALIZER);
  }
}
