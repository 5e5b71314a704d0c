package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import java.util.Map;

/** Result of planning a run. */
public sealed interface PlanResult {
  /**
   * The run can start.
   *
   * @param texts documents of the attached packs and certificate authorities, by their key in the
   *     plan ConfigMap
   */
  record Planned(RunPlan plan, Map<String, String> texts) implements PlanResult {
    public Planned {
      texts = Map.copyOf(texts);
    }

    /** Returns the size of the texts of the plan. */
    public long characters() {
      return plan.task().length()
          + (plan.systemPrompt() == null ? 0 : plan.systemPrompt().length())
          + texts.values().stream().mapToLong(String::length).sum();
    }
  }

  /** The run fails and nothing is created for it. */
  record Refused(Reason reason, String message) implements PlanResult, SkillResult {}

  /** Result of planning one skill on its own. */
  sealed interface SkillResult {}

  /** The skill as it would be part of a plan. */
  record SkillPlanned(PlannedSkill skill) implements SkillResult {}

  /** Reason of a refusal, used as the reason of condition {@code Planned}. */
  enum Reason {
    INSTANCE_NOT_FOUND("InstanceNotFound"),
    SKILL_PACK_NOT_FOUND("SkillPackNotFound"),
    SKILL_PACK_DUPLICATE("SkillPackDuplicate"),
    SKILL_PACK_INVALID("SkillPackInvalid"),
    SKILL_TEXT_INVALID("SkillTextInvalid"),
    PERMISSIONS_BEYOND_CEILING("PermissionsBeyondCeiling"),
    DANGEROUS_PERMISSION("DangerousPermission"),
    MODEL_INVALID("ModelInvalid"),
    TRUSTED_CA_INVALID("TrustedCaInvalid"),
    TIMEOUT_INVALID("TimeoutInvalid"),
    TOOL_CALL_INVALID("ToolCallInvalid"),
    ENVIRONMENT_INVALID("EnvironmentInvalid"),
    PLAN_TOO_LARGE("PlanTooLarge"),
    NAME_CONFLICT("NameConflict"),
    NAME_TOO_LONG("NameTooLong"),
    NAMESPACE_RESERVED("NamespaceReserved");

    private final String value;

    Reason(String value) {
      this.value = value;
    }

    /** Returns the reason as it appears in conditions and events. */
    public String value() {
      return value;
    }
  }
}
