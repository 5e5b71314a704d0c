package ai.sympozium.cli.console;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Formats a time as its distance from now in one unit, like the column AGE of kubectl. */
public final class RelativeTime {
  private RelativeTime() {}

  /** Formats an RFC 3339 time; any other text is returned sanitized. */
  public static String of(String time, Instant now) {
    try {
      Duration since = Duration.between(Instant.parse(time), now);
      return since.isNegative() ? "in the future (" + time + ")" : inOneUnit(since) + " ago";
    } catch (DateTimeParseException e) {
      return TerminalSanitizer.value(time);
    }
  }

  private static String inOneUnit(Duration since) {
    if (since.toDays() > 0) {
      return since.toDays() + "d";
    }
    if (since.toHours() > 0) {
      return since.toHours() + "h";
    }
    return since.toMinutes() > 0 ? since.toMinutes() + "m" : since.toSeconds() + "s";
  }
}
