package ai.sympozium.operator.skillpack;

import ai.sympozium.operator.agentrun.plan.PackReadyReason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import java.util.List;
import java.util.Optional;

/** Condition {@code Ready} of a pack. */
record PackVerdict(boolean ready, String reason, String message) {
  /**
   * Derives the condition.
   *
   * @param refused why namespaces without a ceiling of their own cannot attach the pack
   * @param namespaces namespaces whose own ceiling allows the pack
   */
  static PackVerdict of(Optional<Refused> refused, List<String> namespaces) {
    if (refused.isEmpty()) {
      return new PackVerdict(true, PackReadyReason.VALID.value(), "Runs can attach this pack.");
    }
    String message = refused.get().message();
    if (namespaces.isEmpty()) {
      return new PackVerdict(false, refused.get().reason().value(), message);
    }
    return new PackVerdict(
        true,
        PackReadyReason.VALID_IN_NAMESPACES.value(),
        "Only runs in "
            + String.join(", ", namespaces)
            + " can attach this pack. Elsewhere: "
            + message);
  }
}
