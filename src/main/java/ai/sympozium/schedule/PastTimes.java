package ai.sympozium.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last two times of an interval, and how many it has.
 *
 * @param count is at most {@link #MAX}, so that a long interval needs little work
 */
public record PastTimes(@Nullable Instant last, @Nullable Instant beforeLast, int count) {
  /** Larger numbers of times are not counted. */
  public static final int MAX = 1000;

  static final PastTimes NONE = new PastTimes(null, null, 0);

  PastTimes and(Instant next) {
    return new PastTimes(next, last, count + 1);
  }

  PastTimes withCount(int number) {
    return new PastTimes(last, beforeLast, number);
  }

  /** Returns these times without the last one. */
  PastTimes withoutLast() {
    return new PastTimes(beforeLast, null, count - 1);
  }
}
