package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.SkillStatus;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.agentrun.plan.RunPlan.PlannedSkill;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Formats the texts of a run's status. */
public final class StatusText {
  private static final int MAX_BYTES = 8 * 1024;

  private StatusText() {}

  /** Describes the skills of a plan, for conditions and events. */
  public static String describe(RunPlan plan) {
    if (plan.skills().isEmpty() && plan.texts().isEmpty()) {
      return "no skills";
    }
    return Stream.concat(
            plan.skills().stream().map(StatusText::describe),
            plan.texts().stream().map(t -> "texts of ConfigMap " + t.configMap()))
        .collect(Collectors.joining(", "));
  }

  private static String describe(PlannedSkill skill) {
    String source =
        skill.name()
            + " from "
            + skill.pack().namespace()
            + " (generation "
            + skill.pack().generation()
            + ")";
    return skill.needsServer()
        ? source
            + " without container and permissions, because spec.sidecar.requiresServer is true and"
            + " a run is no server"
        : source;
  }

  static @Nullable String names(List<SkillStatus> skills) {
    return skills.isEmpty()
        ? null
        : skills.stream().map(SkillStatus::name).collect(Collectors.joining(", "));
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Truncates a text that can come from a pod, and masks tokens in it. */
  static String truncate(String text) {
    return TruncatedText.ofBytes(SecretMasker.TOKENS.mask(text), MAX_BYTES);
  }

  static String describeRevocation(boolean anyPermissions, String duration) {
    return anyPermissions
        ? "every grant object is absent and the API server denies access, "
            + duration
            + " after the run completed"
        : "there were no permissions to revoke";
  }
}
