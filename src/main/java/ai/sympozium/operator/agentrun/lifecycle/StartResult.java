package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import ai.sympozium.operator.agentrun.status.QuotaRejection;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;

/** Result of starting a run. */
sealed interface StartResult {
  /**
   * The pod and every grant exist.
   *
   * @param created whether this start created the pod; false if it was adopted
   */
  record Started(RunPlan plan, Pod pod, boolean created) implements StartResult {}

  /** The plan could not be stored. Nothing was granted. */
  record Refused(PlanResult.Refused reason) implements StartResult {}

  /** A quota has no space for the run at present. Everything granted for it has to be deleted. */
  record Waiting(RunPlan plan, QuotaRejection quota, Duration retryAfter) implements StartResult {}

  /** The run fails. Everything created for it has to be deleted. */
  record Failed(RunPlan plan, ConditionReason reason, String message) implements StartResult {}
}
