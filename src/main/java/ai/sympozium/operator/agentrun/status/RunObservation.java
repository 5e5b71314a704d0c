package ai.sympozium.operator.agentrun.status;

import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * Everything that one reconcile knows about the cluster state of a run.
 *
 * @param plan the stored plan, read live before a loss is concluded
 * @param pod the pod recorded in the status, read live before a loss is concluded
 * @param report the verified report of the bridge, if it has a readable result
 * @param reportStored whether a verified report exists, readable or not
 * @param completionReported whether this process knows that the run completed
 * @param notReached present until the run's pod has reached the gateway
 */
public record RunObservation(
    Optional<RunPlan> plan,
    Optional<Pod> pod,
    Optional<ReportedResult> report,
    boolean reportStored,
    boolean completionReported,
    Optional<GatewayNotReached> notReached) {
  /** For runs whose next step does not depend on anything but the run itself. */
  public static final RunObservation NONE =
      new RunObservation(
          Optional.empty(), Optional.empty(), Optional.empty(), false, false, Optional.empty());

  /** Observes a started run whose plan is neither cached nor stored. */
  public static RunObservation withoutPlan(Optional<Pod> pod) {
    return new RunObservation(
        Optional.empty(), pod, Optional.empty(), false, false, Optional.empty());
  }
}
