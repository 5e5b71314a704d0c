package ai.sympozium.cli.report;

import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.report.Report.SkillReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats the period in which a skill had its permissions. */
final class GrantPeriod {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private GrantPeriod() {}

  /**
   * Describes the period with its times in UTC, and how fast the run's permissions were revoked.
   */
  static String describe(SkillReport skill, @Nullable String revocationDuration) {
    if (skill.grantedAt() == null) {
      return "never";
    }
    if (skill.revokedAt() == null) {
      return "since " + clock(skill.grantedAt()) + ", not revoked yet";
    }
    return duration(skill.grantedAt(), skill.revokedAt())
        + "("
        + clock(skill.grantedAt())
        + " → "
        + clock(skill.revokedAt())
        + " UTC)"
        + (revocationDuration == null
            ? ""
            : ", all permissions of the run revoked "
                + TerminalSanitizer.value(revocationDuration)
                + " after completion");
  }

  private static String duration(String from, String to) {
    try {
      long ms = Duration.between(Instant.parse(from), Instant.parse(to)).toMillis();
      return String.format(Locale.ROOT, "for %.2f s ", ms / 1000.0);
    } catch (DateTimeParseException e) {
      return "";
    }
  }

  private static String clock(@Nullable String time) {
    try {
      return CLOCK.format(Instant.parse(String.valueOf(time)));
    } catch (DateTimeParseException e) {
      return TerminalSanitizer.value(String.valueOf(time));
    }
  }
}
