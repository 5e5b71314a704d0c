package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;

/** What planning came to for one skill alone. */
public sealed interface SkillPlanResult permits SkillPlanResult.Fits, Refused {
  /** The skill as it would be part of a plan. */
  record Fits(PlannedSkill skill) implements SkillPlanResult {}
}
