package ai.sympozium.operator.agentrun.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Kubernetes writes them ({@code 1h30m}), and times as people read them. */
public final class Durations {
  /** Longer than any duration that makes sense; the matcher's stack grows with the text. */
  private static final int MAX_LENGTH = 64;

  private static final Pattern WHOLE = Pattern.compile("^(?:\\d{1,9}(?:ms|s|m|h))+$");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private Durations() {}

  /** Empty when the text is not a duration. */
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

  /** {@code 27ms}, {@code 2.6s}, {@code 3m5s}. */
  public static String words(Duration duration) {
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
