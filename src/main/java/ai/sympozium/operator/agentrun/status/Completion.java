package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.CleanupPolicy;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides how a run is completed.
 *
 * @param plan the plan; empty when it is lost
 * @param status the status to complete
 * @param report the result that the bridge reported
 * @param reportStored whether the transcript ConfigMap exists
 * @param pod the run's pod, as it was observed
 */
public record Completion(
    Optional<RunPlan> plan,
    RunStatus status,
    RunOutcome outcome,
    Optional<ReportedResult> report,
    boolean reportStored,
    Optional<Pod> pod) {

  /** Without its plan the permissions of a run are unknown, so it must not continue. */
  static Completion planLost(RunStatus status, Optional<Pod> pod) {
    String message =
        "ConfigMap "
            + RunObjects.planName(status.run().getMetadata().getName())
            + " with the plan of this run was deleted or changed while the run was active."
            + " Create the run again.";
    return new Completion(
        Optional.empty(),
        status,
        RunOutcome.failed(ConditionReason.PLAN_LOST, message, null),
        Optional.empty(),
        false,
        pod);
  }

  /** The run could not be started. Everything created for it is deleted again. */
  public static Completion startFailed(
      RunStatus status, RunPlan plan, ConditionReason reason, String message, Instant now) {
    return new Completion(
        Optional.of(plan),
        status.planned(plan, now),
        RunOutcome.failed(reason, message, null),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /**
   * Whether the outcome has to be recorded before anything is deleted. A complete report survives
   * the deletions, so its outcome can be derived again.
   */
  public boolean recordsOutcomeFirst() {
    return completeReport().isEmpty() && status.outcome().isEmpty();
  }

  /** Whether the pod is deleted. A pod that would not terminate is deleted in any case. */
  public boolean deletesPod() {
    return status.run().getSpec().cleanup() == CleanupPolicy.DELETE || !outcome.podTerminates();
  }

  /** Returns the reported result, or what the agent left as its termination message. */
  public Optional<ReportedResult> result() {
    return completeReport().or(() -> pod.flatMap(p -> new PodConditions(p).terminationMessage()));
  }

  private Optional<ReportedResult> completeReport() {
    return report.filter(ReportedResult::complete);
  }
}
