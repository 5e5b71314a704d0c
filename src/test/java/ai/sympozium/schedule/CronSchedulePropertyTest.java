package ai.sympozium.schedule;

import static java.time.temporal.ChronoUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the next times with an evaluator of every minute. */
class CronSchedulePropertyTest {
  private static final Duration PERIOD = Duration.ofDays(4);
  private static final List<Instant> STARTS =
      List.of(
          Instant.parse("2026-03-27T13:17:00Z"), // Berlin: 29 March
          Instant.parse("2026-10-23T13:17:00Z"), // Berlin: 25 October
          Instant.parse("2026-04-03T05:00:00Z"), // Lord Howe: 5 April
          Instant.parse("2026-10-02T05:00:00Z"), // Lord Howe: 4 October
          Instant.parse("2028-02-27T00:00:00Z"),
          Instant.parse("2026-12-30T00:00:00Z"));

  private static final Instant YEARS_START = Instant.parse("2027-01-01T00:00:00Z");
  private static final Instant YEARS_END = Instant.parse("2030-01-01T00:00:00Z");
  private static final int EXPRESSIONS = 12;
  private static final int MAX_TIMES = 1000;

  /** An expression, and the values of each field that it means. */
  private record Expression(String text, List<SortedSet<Integer>> values, List<String> fields) {}

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York"})
  void shouldAgreeWithAnEvaluatorOfEveryMinute(String zoneName) {
    long seed = TestSeed.VALUE;
    var random = new Random(seed);
    var zone = ZoneId.of(zoneName);
    for (var i = 0; i < 100; i++) {
      var expression = random(random);
      var start = STARTS.get(random.nextInt(STARTS.size()));
      var expected = everyMinute(expression, zone, start);

      var found =
          CronSchedule.parse(expression.text(), zoneName)
              .nextTimes(start, expected.size() + 1)
              .stream()
              .filter(time -> time.isBefore(start.plus(PERIOD)))
              .toList();

      assertThat(firstDifference(expected, found))
          .as("seed %d: %s in %s after %s", seed, expression.text(), zoneName, start)
          .isEmpty();
    }
  }

  /** Three years with a leap day and six changes of the clock. */
  @ParameterizedTest
  @MethodSource("ai.sympozium.schedule.TestZones#withChanges")
  void shouldAgreeWithAnEvaluatorOfEveryMinuteOverYears(String zoneName) {
    long seed = TestSeed.VALUE;
    var random = new Random(seed + zoneName.hashCode());
    var zone = ZoneId.of(zoneName);
    var expressions = Stream.generate(() -> random(random)).limit(EXPRESSIONS).toList();
    var expected = expressions.stream().map(e -> new ArrayList<Instant>()).toList();
    for (var time = YEARS_START; time.isBefore(YEARS_END); time = time.plusSeconds(60)) {
      var local = time.atZone(zone);
      for (var i = 0; i < EXPRESSIONS; i++) {
        if (expected.get(i).size() < MAX_TIMES && matches(expressions.get(i), local)) {
          expected.get(i).add(time);
        }
      }
    }

    for (var i = 0; i < EXPRESSIONS; i++) {
      var expression = expressions.get(i);
      var complete = expected.get(i).size() < MAX_TIMES;
      var found =
          CronSchedule.parse(expression.text(), zoneName)
              .nextTimes(YEARS_START.minusSeconds(60), expected.get(i).size() + (complete ? 1 : 0))
              .stream()
              .filter(time -> time.isBefore(YEARS_END))
              .toList();

      assertThat(firstDifference(expected.get(i), found))
          .as("seed %d: %s in %s", seed, expression.text(), zoneName)
          .isEmpty();
    }
  }

  private static String firstDifference(List<Instant> expected, List<Instant> found) {
    for (var i = 0; i < Math.max(expected.size(), found.size()); i++) {
      var wanted = i < expected.size() ? expected.get(i).toString() : "none";
      var actual = i < found.size() ? found.get(i).toString() : "none";
      if (!wanted.equals(actual)) {
        return "time " + i + ": expected " + wanted + ", found " + actual;
      }
    }
    return "";
  }

  private static List<Instant> everyMinute(Expression expression, ZoneId zone, Instant start) {
    var times = new ArrayList<Instant>();
    var time = start.truncatedTo(MINUTES).plus(1, MINUTES);
    while (time.isBefore(start.plus(PERIOD))) {
      if (matches(expression, time.atZone(zone))) {
        times.add(time);
      }
      time = time.plus(1, MINUTES);
    }
    return times;
  }

  private static boolean matches(Expression expression, ZonedDateTime time) {
    var values = expression.values();
    var fields = expression.fields();
    var ofMonth = values.get(2).contains(time.getDayOfMonth());
    var ofWeek = values.get(4).contains(time.getDayOfWeek().getValue() % 7);
    var either = !fields.get(2).equals("*") && !fields.get(4).equals("*");
    var second = !time.withEarlierOffsetAtOverlap().equals(time);
    return values.get(0).contains(time.getMinute())
        && values.get(1).contains(time.getHour())
        && values.get(3).contains(time.getMonthValue())
        && (either ? ofMonth || ofWeek : ofMonth && ofWeek)
        && (!second || fields.get(1).equals("*"));
  }

  private static Expression random(Random random) {
    var fields = new ArrayList<String>();
    var values = new ArrayList<SortedSet<Integer>>();
    int[][] bounds = {{0, 59}, {0, 23}, {1, 28}, {1, 12}, {0, 6}};
    for (var bound : bounds) {
      var set = new TreeSet<Integer>();
      fields.add(field(random, bound[0], bound[1], set));
      values.add(set);
    }
    return new Expression(String.join(" ", fields), values, fields);
  }

  private static String field(Random random, int min, int max, SortedSet<Integer> values) {
    var step = 1 + random.nextInt(max);
    var first = min + random.nextInt(max - min + 1);
    var last = first + random.nextInt(max - first + 1);
    // Days after the 28th are valid too, and not every month has them.
    var end = max == 28 ? 31 : max;
    switch (random.nextInt(6)) {
      case 0 -> {
        add(values, min, end, step);
        return step == 1 ? "*" : "*/" + step;
      }
      case 1 -> {
        add(values, first, last, step);
        return first + "-" + last + "/" + step;
      }
      case 2 -> {
        add(values, first, last, 1);
        return first + "-" + last;
      }
      case 3 -> {
        for (var i = 0; i < 3; i++) {
          values.add(min + random.nextInt(max - min + 1));
        }
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
      }
      default -> {
        add(values, min, end, 1);
        return "*";
      }
    }
  }

  private static void add(SortedSet<Integer> values, int first, int last, int step) {
    for (var value = first; value <= last; value += step) {
      values.add(value);
    }
  }
}
