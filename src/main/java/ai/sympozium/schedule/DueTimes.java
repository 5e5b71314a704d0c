package ai.sympozium.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When the runs of a schedule are due: each time plus a delay that derives from the schedule's UID
 * and the time, so that every process computes the same. A delay ends before the next time.
 *
 * @param jitter maximum delay
 */
public record DueTimes(CronSchedule times, String uid, Duration jitter) {
  /**
   * Reads the fields of a schedule.
   *
   * @throws InvalidScheduleException if expression or time zone are invalid
   */
  public static DueTimes of(
      String expression, @Nullable String timeZone, String uid, @Nullable Long jitterSeconds) {
    return new DueTimes(
        CronSchedule.parse(expression, timeZone),
        uid,
        Duration.ofSeconds(jitterSeconds == null ? 0 : jitterSeconds));
  }

  /** Returns when the run of a time is due. */
  public Instant due(Instant time) {
    if (jitter.isZero()) {
      return time;
    }
    long gap = Duration.between(time, times.next(time)).toSeconds();
    long max = Math.min(jitter.toSeconds(), gap - 1);
    long seed = 31L * uid.hashCode() + time.getEpochSecond();
    return time.plusSeconds(new SplittableRandom(seed).nextLong(max + 1));
  }

  /** Returns the times after an instant whose runs are due. */
  public PastTimes dueTimes(Instant after, Instant now) {
    PastTimes past = times.pastTimes(after, now);
    return past.last() != null && due(past.last()).isAfter(now) ? past.withoutLast() : past;
  }

  /** Returns when the next run of a time after an instant is due, if no run is due now. */
  public Instant nextDue(Instant after, Instant now) {
    return due(nextTime(after, now));
  }

  /** Returns when the next runs of times after an instant are due, if no run is due now. */
  public List<Instant> nextDue(Instant after, Instant now, int count) {
    return Stream.iterate(nextTime(after, now), times::next).limit(count).map(this::due).toList();
  }

  /** A time can have passed while its delay has not. */
  private Instant nextTime(Instant after, Instant now) {
    Instant last = times.pastTimes(after, now).last();
    return last != null && due(last).isAfter(now)
        ? last
        : times.next(after.isAfter(now) ? after : now);
  }
}
