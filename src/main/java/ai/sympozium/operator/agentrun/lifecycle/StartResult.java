package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.status.ConditionReason;
import io.fabric8.kubernetes.api.model.Pod;

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

  /** The run fails. Everything created for it has to be deleted. */
  record Failed(RunPlan plan, ConditionReason reason, String message) implements StartResult {}
}
