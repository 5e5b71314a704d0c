package ai.sympozium.operator.agentrun.status;

import ai.sympozium.api.SkillStatus;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats the texts of a run's status. */
public final class StatusText {
  private static final int MAX_BYTES = 8 * 1024;
  private static final String TRUNCATION_MARK = "…";

  private StatusText() {}

  /** Describes the skills of a plan, for conditions and events. */
  public static String describe(RunPlan plan) {
    if (plan.skills().isEmpty()) {
      return "no skills";
    }
    return plan.skills().stream()
        .map(s ->
            s.name()
                + " from "
                + s.pack().namespace()
                + " (generation "
                + s.pack().generation()
                + ")")
        .collect(Collectors.joining(", "));
  }

  static @Nullable String names(List<SkillStatus> skills) {
    return skills.isEmpty()
        ? null
        : skills.stream().map(SkillStatus::name).collect(Collectors.joining(", "));
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Truncates at a character boundary; the mark counts towards the limit. */
  static String truncate(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_BYTES) {
      return text;
    }
    int end = MAX_BYTES - TRUNCATION_MARK.getBytes(StandardCharsets.UTF_8).length;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + TRUNCATION_MARK;
  }
}
