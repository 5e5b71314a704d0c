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
      return since.isNegative() ? "in the future (" + time + ")" : inOneUnit(since, 1) + " ago";
    } catch (DateTimeParseException e) {
      return TerminalSanitizer.value(time);
    }
  }

  /**
   * Formats a duration in its largest unit of which there are enough.
   *
   * @param minimum how many of a unit are enough, at least 1; seconds are always
   */
  public static String inOneUnit(Duration duration, int minimum) {
    if (duration.toDays() >= minimum) {
      return duration.toDays() + "d";
    }
    if (duration.toHours() >= minimum) {
      return duration.toHours() + "h";
    }
    return duration.toMinutes() >= minimum
        ? duration.toMinutes() + "m"
        : duration.toSeconds() + "s";
  }
}
