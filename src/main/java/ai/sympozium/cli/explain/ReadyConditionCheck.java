package ai.sympozium.cli.explain;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import ai.sympozium.operator.agentrun.plan.PackReadyReason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/**
 * Reads from a pack's condition {@code Ready} whether the grant policy allows it, for users who may
 * not read the policy.
 */
final class ReadyConditionCheck {
  private ReadyConditionCheck() {}

  /**
   * Returns the operator's verdict on the current generation of a pack. Returns empty if the
   * verdict is older, or depends on the namespace of the run.
   */
  static Optional<CheckResult> of(SkillPack pack, String question) {
    SkillPackStatus status = pack.getStatus();
    if (status == null
        || status.observedGeneration() == null
        || !status.observedGeneration().equals(pack.getMetadata().getGeneration())) {
      return Optional.empty();
    }
    return status.conditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .findFirst()
        .flatMap(condition -> verdict(condition, question));
  }

  private static Optional<CheckResult> verdict(Condition condition, String question) {
    if ("False".equals(condition.getStatus())) {
      return Optional.of(CheckResult.no(question, condition.getMessage()));
    }
    boolean validEverywhere =
        "True".equals(condition.getStatus())
            && PackReadyReason.VALID.value().equals(condition.getReason());
    return validEverywhere
        ? Optional.of(CheckResult.yes(question, "condition Ready of the pack"))
        : Optional.empty();
  }
}
