package ai.sympozium.cli.explain;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/**
 * What the operator says of a pack by its condition {@code Ready}: whether it is within the limits,
 * for those who may not read them.
 */
final class ReadyConditionCheck {
  private ReadyConditionCheck() {}

  /**
   * The operator's verdict on a pack as it is now; empty when it is of an earlier generation, or
   * not for every namespace that may attach the pack.
   */
  static Optional<CheckResult> on(SkillPack pack, String question) {
    SkillPackStatus status = pack.getStatus();
    if (status == null
        || status.observedGeneration() == null
        || !status.observedGeneration().equals(pack.getMetadata().getGeneration())) {
      return Optional.empty();
    }
    return status.conditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .findFirst()
        .flatMap(condition -> answer(condition, question));
  }

  private static Optional<CheckResult> answer(Condition condition, String question) {
    return switch (condition.getStatus() + " " + condition.getReason()) {
      case "True Valid" ->
          Optional.of(
              CheckResult.yes(question, "by the operator's word, the pack's condition Ready"));
      case "True ValidInNamespaces" -> Optional.empty();
      default ->
          "False".equals(condition.getStatus())
              ? Optional.of(CheckResult.no(question, condition.getMessage()))
              : Optional.empty();
    };
  }
}
