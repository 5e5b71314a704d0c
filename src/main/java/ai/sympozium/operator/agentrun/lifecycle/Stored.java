package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.operator.agentrun.plan.PlanResult;
import ai.sympozium.operator.agentrun.plan.RunPlan;

/** What came of keeping a plan. */
sealed interface Stored {
  record Kept() implements Stored {}

  /** The run has this plan already, and it counts. */
  record Before(RunPlan plan) implements Stored {}

  record Refused(PlanResult.Refused why) implements Stored {}
}
