package ai.sympozium.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After}: seconds or a date. */
final class RetryAfterHeader {
  private static final Duration MAX = Duration.ofDays(1);

  private RetryAfterHeader() {}

  /** Returns the pause, or zero if the header is absent or invalid. */
  static Duration read(@Nullable String value, Instant now) {
    if (value == null) {
      return Duration.ZERO;
    }
    var text = value.strip();
    try {
      var pause =
          text.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return pause.isNegative() ? Duration.ZERO : pause.compareTo(MAX) > 0 ? MAX : pause;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }
}
