package ai.sympozium.agent.model.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pause that a server asks for: from {@code Retry-After}, from rate-limit headers, or
 * from the text of the error.
 */
final class RequestedPause {
  private static final String[] LIMITS = {
    "x-ratelimit-%s-requests",
    "x-ratelimit-%s-tokens",
    "anthropic-ratelimit-requests-%s",
    "anthropic-ratelimit-tokens-%s",
    "anthropic-ratelimit-input-tokens-%s",
    "anthropic-ratelimit-output-tokens-%s",
    "x-ratelimit-%s",
    "ratelimit-%s"
  };
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "(?i)(?:(?:try|retry) (?:again |your request )?(?:in|after)|\"retryDelay\"\\s*:\\s*\")"
              + "\\s*((?:[\\d.]+\\s*(?:ms|milliseconds?|seconds?|s|minutes?|m|hours?|h)\\s*)+)");
  private static final Pattern PART = Pattern.compile("([\\d.]+)\\s*(ms|mill|s|m|h)[a-z]*");

  /** A larger number of seconds is a time since 1970. */
  private static final double EPOCH_SECONDS = 1e9;

  private static final double EPOCH_MILLIS = 1e12;

  private RequestedPause() {}

  static @Nullable Duration read(
      UnaryOperator<@Nullable String> headers, String text, Instant now) {
    var millis = pause(headers.apply("retry-after-ms"), now);
    if (millis != null) {
      return millis.dividedBy(1000);
    }
    var retryAfter = pause(headers.apply("Retry-After"), now);
    if (retryAfter != null) {
      return retryAfter;
    }
    var limit = rateLimit(headers, now);
    return limit != null ? limit : inText(text);
  }

  /** Returns the longest time until a limit that is used up is reset. */
  private static @Nullable Duration rateLimit(
      UnaryOperator<@Nullable String> headers, Instant now) {
    Duration longest = null;
    for (var limit : LIMITS) {
      var reset = pause(headers.apply(limit.formatted("reset")), now);
      var remaining = headers.apply(limit.formatted("remaining"));
      var usedUp = remaining == null || remaining.strip().matches("0+(\\.0*)?|-.*");
      if (reset != null && usedUp && (longest == null || reset.compareTo(longest) > 0)) {
        longest = reset;
      }
    }
    return longest;
  }

  private static @Nullable Duration inText(String text) {
    var found = IN_TEXT.matcher(text);
    return found.find() ? units(found.group(1)) : null;
  }

  /** Parses seconds, a duration with units, a time since 1970 or a date. */
  private static @Nullable Duration pause(@Nullable String value, Instant now) {
    if (value == null || value.isBlank()) {
      return null;
    }
    var text = value.strip();
    try {
      var number = Double.parseDouble(text);
      var seconds = number >= EPOCH_MILLIS ? number / 1000 : number;
      var pause = seconds >= EPOCH_SECONDS ? seconds - now.toEpochMilli() / 1000.0 : seconds;
      return Duration.ofMillis((long) (Math.max(0, pause) * 1000));
    } catch (NumberFormatException e) {
      var pause = units(text);
      return pause != null ? pause : untilDate(text, now);
    }
  }

  private static @Nullable Duration units(String text) {
    var lower = text.toLowerCase(Locale.ROOT).strip();
    if (!lower.matches("(" + PART + "\\s*)+")) {
      return null;
    }
    var millis = 0.0;
    var part = PART.matcher(lower);
    while (part.find()) {
      double unit =
          switch (part.group(2)) {
            case "ms", "mill" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            default -> 3_600_000;
          };
      try {
        millis += Double.parseDouble(part.group(1)) * unit;
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return Duration.ofMillis((long) millis);
  }

  private static @Nullable Duration untilDate(String text, Instant now) {
    for (var format :
        new DateTimeFormatter[] {
          DateTimeFormatter.RFC_1123_DATE_TIME, DateTimeFormatter.ISO_OFFSET_DATE_TIME
        }) {
      try {
        var pause = Duration.between(now, ZonedDateTime.parse(text, format).toInstant());
        return pause.isNegative() ? Duration.ZERO : pause;
      } catch (DateTimeParseException e) {
        // The other format can match.
      }
    }
    return null;
  }
}
