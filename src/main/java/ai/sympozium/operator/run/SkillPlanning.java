package ai.sympozium.operator.run;

import ai.sympozium.operator.run.Plan.PlannedSkill;
import ai.sympozium.operator.run.Planning.Refused;

/** What planning came to for one skill alone. */
public sealed interface SkillPlanning permits SkillPlanning.Fits, Refused {
  /** The skill as it would be part of a plan. */
  record Fits(PlannedSkill skill) implements SkillPlanning {}
}
