package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.SidecarTool;
import ai.sympozium.contract.SkillTool;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names the tools of a run's skills for the model. A name that several skills have gets the name of
 * its skill as a prefix. The prefix ends with a dash, which no tool's name contains, so all names
 * differ, whatever the order of the skills.
 */
final class ToolNames {
  private final List<PlannedSkill> skills;
  private final Map<String, Integer> uses = new HashMap<>();

  private ToolNames(List<PlannedSkill> skills) {
    this.skills = skills;
    skills.forEach(skill -> tools(skill).forEach(tool -> uses.merge(tool.name(), 1, Integer::sum)));
  }

  static ToolNames of(List<PlannedSkill> skills) {
    return new ToolNames(skills);
  }

  static List<SidecarTool> tools(PlannedSkill skill) {
    RunPlan.Container container = skill.container();
    return container == null ? List.of() : container.tools();
  }

  /** Returns the name of a tool for the model. */
  String function(String skill, String tool) {
    return uses.getOrDefault(tool, 0) > 1 ? skill + "-" + tool : tool;
  }

  /** Refuses names that are too long for the providers. */
  void check(String fieldPath) {
    for (PlannedSkill skill : skills) {
      for (SidecarTool tool : tools(skill)) {
        String function = function(skill.name(), tool.name());
        if (function.length() > SkillTool.MAX_FUNCTION_LENGTH) {
          throw new PlanRefusedException(
              Reason.SKILL_PACK_INVALID,
              "%s: several packs have the tool %s, and the name %s is longer than the %d"
                  + " characters that models accept. Rename the tool in one of the packs.",
              fieldPath,
              tool.name(),
              function,
              SkillTool.MAX_FUNCTION_LENGTH);
        }
      }
    }
  }
}
