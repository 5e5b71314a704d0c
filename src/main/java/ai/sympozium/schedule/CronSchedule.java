package ai.sympozium.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Times at which a schedule is due: a cron expression of five fields in a time zone. If neither
 * field for days is {@code *}, a day matches when one of them does.
 *
 * <p>At a change of the clock: a time that does not exist on that day is left out. A time that
 * exists twice is due once, at its first occurrence, unless the hour is {@code *}.
 */
public final class CronSchedule {
  private static final int HOUR = CronField.HOUR.ordinal();
  private static final int DAY_OF_MONTH = CronField.DAY_OF_MONTH.ordinal();

  /** Enough times to contain the shortest interval between two of them. */
  private static final int SAMPLE = 400;

  /** A date of validation: whether an expression is valid must not depend on the day. */
  private static final Instant EPOCH = Instant.parse("2024-01-01T00:00:00Z");

  /** Contains two times of a frequent schedule. */
  private static final Duration SEARCH_WINDOW = Duration.ofMinutes(5);

  private final ExecutionTime times;
  private final ZoneId zone;

  private final boolean anyHour;

  private CronSchedule(ExecutionTime times, ZoneId zone, boolean anyHour) {
    this.times = times;
    this.zone = zone;
    this.anyHour = anyHour;
  }

  /**
   * Parses a schedule.
   *
   * @param timeZone a name such as Europe/Berlin, or null for UTC
   * @throws InvalidScheduleException if expression or time zone are invalid, or if the expression
   *     has no date, such as 30 February
   */
  public static CronSchedule parse(String expression, @Nullable String timeZone) {
    ZoneId zone = timeZone == null ? ZoneOffset.UTC : zone(timeZone);
    List<CronSyntax.Word> fields = CronSyntax.parse(expression);
    ExecutionTime times = times(fields);
    if (times.nextExecution(EPOCH.atZone(ZoneOffset.UTC)).isEmpty()) {
      throw CronSyntax.invalid(
          fields.get(DAY_OF_MONTH).position(), "there is no such day in any of the months");
    }
    return new CronSchedule(times, zone, fields.get(HOUR).text().equals("*"));
  }

  /** Returns the next times after an instant, without the instant itself. */
  public List<Instant> nextTimes(Instant after, int count) {
    List<Instant> next = new ArrayList<>();
    Instant time = after;
    while (next.size() < count) {
      time = next(time);
      next.add(time);
    }
    return next;
  }

  /**
   * Returns the last times of an interval and their number.
   *
   * @param after is not in the interval
   * @param until is in the interval
   */
  public PastTimes pastTimes(Instant after, Instant until) {
    PastTimes past = PastTimes.NONE;
    Instant time = next(after);
    while (!time.isAfter(until) && past.count() < PastTimes.MAX) {
      past = past.and(time);
      time = next(time);
    }
    return time.isAfter(until) ? past : lastTimes(time, until).withCount(PastTimes.MAX);
  }

  /** Returns the last two times of an interval with many times, without computing all of them. */
  private PastTimes lastTimes(Instant first, Instant until) {
    for (Duration back = SEARCH_WINDOW; ; back = back.multipliedBy(2)) {
      Instant start = until.minus(back);
      boolean all = !start.isAfter(first);
      PastTimes last = all ? PastTimes.NONE.and(first) : PastTimes.NONE;
      for (Instant time = next(all ? first : start); !time.isAfter(until); time = next(time)) {
        last = last.and(time);
      }
      if (all || last.count() > 1) {
        return last;
      }
    }
  }

  /** Returns whether two times follow each other within less than an interval. */
  public boolean isMoreFrequentThan(Duration interval) {
    if (interval.compareTo(Duration.ofMinutes(1)) <= 0) {
      return false;
    }
    ZonedDateTime before = localNext(EPOCH.atZone(ZoneOffset.UTC));
    for (int i = 0; i < SAMPLE; i++) {
      ZonedDateTime after = localNext(before);
      if (Duration.between(before, after).compareTo(interval) < 0) {
        return true;
      }
      before = after;
    }
    return false;
  }

  /**
   * Returns the first time after an instant. Evaluates one period without a change of the clock
   * after the other: within one, local times are a sequence without gaps, which cron-utils
   * evaluates correctly.
   */
  public Instant next(Instant after) {
    ZoneRules rules = zone.getRules();
    Instant start = after;
    ZonedDateTime local = local(after, rules.getOffset(after));
    while (true) {
      ZoneOffset offset = rules.getOffset(start);
      ZoneOffsetTransition change = rules.nextTransition(start);
      do {
        local = localNext(local);
      } while (isRepeated(local.toLocalDateTime(), offset, rules));
      Instant time = local.toLocalDateTime().toInstant(offset);
      if (change == null || time.isBefore(change.getInstant())) {
        return time;
      }
      start = change.getInstant();
      // The change itself can be due.
      local = local(start, change.getOffsetAfter()).minusNanos(1);
    }
  }

  /** Returns a local time as a time of UTC, which no change of the clock interrupts. */
  private static ZonedDateTime local(Instant time, ZoneOffset offset) {
    return time.atOffset(offset).toLocalDateTime().atZone(ZoneOffset.UTC);
  }

  /** Returns whether a local time has already been due before the clock was set back. */
  private boolean isRepeated(LocalDateTime local, ZoneOffset offset, ZoneRules rules) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return !anyHour && offsets.size() > 1 && offsets.getLast().equals(offset);
  }

  private ZonedDateTime localNext(ZonedDateTime local) {
    return times.nextExecution(local).orElseThrow();
  }

  private static ExecutionTime times(List<CronSyntax.Word> fields) {
    String expression = fields.stream().map(CronSyntax.Word::text).collect(Collectors.joining(" "));
    CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    try {
      return ExecutionTime.forCron(parser.parse(expression));
    } catch (IllegalArgumentException e) {
      throw CronSyntax.invalid(1, "the expression is not valid: " + e.getMessage());
    }
  }

  private static ZoneId zone(String name) {
    // ZoneId.of also accepts offsets such as UTC+2, which do not follow a change of the clock.
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw new InvalidScheduleException(
          "timeZone",
          CronSyntax.quoted(name)
              + " is not a time zone. Use a name of the IANA database, for example Europe/Berlin"
              + " or UTC.");
    }
    return ZoneId.of(name);
  }
}
