package ai.sympozium.cli.console;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How long ago something was, in one unit, as kubectl's AGE column has it. */
public final class RelativeTime {
  private RelativeTime() {}

  /** The text itself when it is no time. */
  public static String of(String time, Instant now) {
    try {
      Duration since = Duration.between(Instant.parse(time), now);
      return since.isNegative() ? "in the future (" + time + ")" : words(since) + " ago";
    } catch (DateTimeParseException e) {
      return TerminalSanitizer.value(time);
    }
  }

  private static String words(Duration since) {
    if (since.toDays() > 0) {
      return since.toDays() + "d";
    }
    if (since.toHours() > 0) {
      return since.toHours() + "h";
    }
    return since.toMinutes() > 0 ? since.toMinutes() + "m" : since.toSeconds() + "s";
  }
}
