package ai.sympozium.operator.agentrun.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations in Kubernetes syntax ({@code 1h30m}) and formats durations for messages. */
public final class Durations {
  /** A hundred years can be added to any time, and waited for. */
  private static final long MAX_SECONDS = Duration.ofDays(36_500).toSeconds();

  /** Bounds the stack of the matcher, which grows with the text. */
  private static final int MAX_LENGTH = 64;

  private static final Pattern WHOLE = Pattern.compile("^(?:\\d{1,9}(?:ms|s|m|h))+$");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private Durations() {}

  /** Returns an empty result if the text is not a duration. */
  public static Optional<Duration> parse(String text) {
    if (text.length() > MAX_LENGTH || !WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long n = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                default -> Duration.ofHours(n);
              });
    }
    return Optional.of(sum);
  }

  /** Returns a duration of a user, which can have any length, as one without an overflow. */
  public static Duration ofSeconds(long seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, -MAX_SECONDS, MAX_SECONDS));
  }

  /** Formats a duration, for example {@code 27ms}, {@code 2.6s} or {@code 3m5s}. */
  public static String format(Duration duration) {
    long ms = Math.max(0, duration.toMillis());
    if (ms < 1000) {
      return ms + "ms";
    }
    if (ms < 60_000) {
      return ms / 1000 + "." + ms % 1000 / 100 + "s";
    }
    return ms / 60_000 + "m" + ms % 60_000 / 1000 + "s";
  }
}
