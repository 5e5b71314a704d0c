package ai.sympozium.cli.tui;

import ai.sympozium.cli.console.RelativeTime;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Formats distances of time. */
final class Age {
  private static final int MIN_COARSE = 3;

  private Age() {}

  /** Parses a time of an object; null if it is absent or invalid. */
  static @Nullable Instant parse(@Nullable String time) {
    try {
      return time == null ? null : Instant.parse(time);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Formats the time since an instant in one unit, or {@code -}. */
  static String since(@Nullable Instant time, Instant now) {
    return time == null ? "-" : inOneUnit(Duration.between(time, now));
  }

  /** Formats the time until an instant in one unit. */
  static String until(Instant time, Instant now) {
    return inOneUnit(Duration.between(now, time));
  }

  /** Formats the time since an instant as a running clock. */
  static String clock(Instant since, Instant now) {
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String inOneUnit(Duration duration) {
    return RelativeTime.inOneUnit(duration.isNegative() ? Duration.ZERO : duration, MIN_COARSE);
  }
}
