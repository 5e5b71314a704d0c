package ai.sympozium.operator.agentrun.plan;

import java.util.Map;

/** What planning came to. */
public sealed interface PlanResult {
  /** The run can go on: the plan, and the texts that belong to it by their key. */
  record Planned(RunPlan plan, Map<String, String> texts) implements PlanResult {
    public Planned {
      texts = Map.copyOf(texts);
    }
  }

  /** The run ends here; nothing was created. */
  record Refused(Reason reason, String message) implements PlanResult, SkillPlanResult {}

  /** Why a run was refused; the reason of its condition {@code Planned}. */
  enum Reason {
    InstanceNotFound,
    SkillPackNotFound,
    SkillPackDuplicate,
    SkillPackInvalid,
    RightsBeyondCeiling,
    RightsDangerous,
    ModelInvalid,
    TimeoutInvalid,
    PlanTooLarge,
    NameConflict,
    NameTooLong,
    NamespaceReserved
  }
}
