package ai.sympozium.operator.run;

import java.util.Map;

/** What planning came to. */
public sealed interface Planning {
  /** The run can go on: the plan, and the texts that belong to it by their key. */
  record Planned(Plan plan, Map<String, String> texts) implements Planning {
    public Planned {
      texts = Map.copyOf(texts);
    }
  }

  /** The run ends here; nothing was created. */
  record Refused(Reason reason, String message) implements Planning, SkillPlanning {}

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
    NameTaken,
    NameTooLong,
    NamespaceReserved
  }
}
