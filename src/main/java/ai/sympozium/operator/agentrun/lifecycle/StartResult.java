package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import io.fabric8.kubernetes.api.model.Pod;

/** What came of starting a run. */
public sealed interface StartResult {
  /**
   * The pod is there, and every right that it may have.
   *
   * @param made whether it was not there before
   */
  record Started(RunPlan plan, Pod pod, boolean made) implements StartResult {}

  /** The plan could not be kept; no right was given. */
  record Refused(PlanResult.Refused why) implements StartResult {}

  /** What was made has to go again. */
  record Failed(RunPlan plan, String reason, String words) implements StartResult {}
}
