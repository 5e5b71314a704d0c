package ai.sympozium.operator.sympoziumschedule.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.schedule.CronSchedule;
import ai.sympozium.schedule.DueTimes;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the decisions with an evaluator that checks each minute, on a virtual clock: downtime,
 * clocks that are set back and forward, edits of each field, rejections, jitter, and crashes before
 * and after each write, after which a user can delete what the process had created.
 */
class ScheduleModelTest {
  private static final String UID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final int MINUTES = 12 * 24 * 60;

  private static final List<String> POLICIES = List.of("Forbid", "Allow", "Replace");

  /** A few days before a change of the clock of each zone. */
  private static final Map<String, String> STARTS =
      Map.of(
          "Europe/Berlin", "2026-03-24T00:00:00Z",
          "America/New_York", "2026-10-27T00:00:00Z",
          "Australia/Lord_Howe", "2026-03-31T00:00:00Z",
          "America/Santiago", "2026-09-01T00:00:00Z",
          "UTC", "2028-02-24T00:00:00Z");

  private static final List<String> ZONES = STARTS.keySet().stream().sorted().toList();

  private static final List<Cron> CRONS =
      List.of(
          new Cron("*/7 * * * *", t -> t.getMinute() % 7 == 0, true),
          new Cron("30 * * * *", t -> t.getMinute() == 30, true),
          new Cron("15 2 * * *", t -> t.getMinute() == 15 && t.getHour() == 2, false),
          new Cron("45 1,23 * * *", t -> t.getMinute() == 45 && t.getHour() % 22 == 1, false),
          new Cron(
              "0 12 29 2 *",
              t ->
                  t.getMinute() == 0
                      && t.getHour() == 12
                      && t.getDayOfMonth() == 29
                      && t.getMonthValue() == 2,
              false),
          new Cron("0 0 * * *", t -> t.getMinute() == 0 && t.getHour() == 0, false),
          new Cron(
              "30 4 31 * *",
              t -> t.getMinute() == 30 && t.getHour() == 4 && t.getDayOfMonth() == 31,
              false),
          new Cron("0 12 30 2 *", t -> false, false));

  private static final String PREFIX = "bot-0f8fad5b-";

  private interface LocalMinute {
    boolean matches(LocalDateTime time);
  }

  private record Cron(String text, LocalMinute minute, boolean anyHour) {
    boolean isTime(Instant instant, ZoneId zone) {
      LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
      boolean second =
          offsets.size() > 1 && offsets.getLast().equals(zone.getRules().getOffset(instant));
      return minute.matches(local) && (anyHour || !second);
    }
  }

  /** The steps of a process; each can be its last one. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The API server, a process of the operator, and the runs that have done something. */
  private static final class World {
    final Random random;
    final Map<String, Instant> runs = new HashMap<>();
    final Set<String> waiting = new HashSet<>();
    final List<String> log = new ArrayList<>();
    SympoziumScheduleStatus stored = SympoziumScheduleStatus.empty();
    final Instant start;

    World(Random random, Instant start) {
      this.random = random;
      this.start = start;
    }

    void step() {
      if (random.nextInt(40) == 0) {
        throw new Crash();
      }
    }

    /** A run does something when the status shows that it is created. */
    void write(SympoziumScheduleStatus status, Instant now) {
      step();
      stored = status;
      List<String> created =
          waiting.stream()
              .filter(run -> status.active().contains(run) && !run.equals(status.startingRun()))
              .toList();
      waiting.removeAll(created);
      created.forEach(run -> log.add(now + " " + run.substring(PREFIX.length())));
      step();
    }

    void create(String run, Instant now, Duration length) {
      step();
      if (!runs.containsKey(run)) {
        runs.put(run, now.plus(length));
        waiting.add(run);
      }
      step();
    }

    /** A user deletes runs before the next process continues. */
    void deleteWaiting() {
      if (random.nextBoolean()) {
        runs.keySet().removeAll(waiting);
        waiting.clear();
      }
    }

    /** Creates the run before it is recorded, if only a time can be due. */
    boolean createFirst(SympoziumScheduleSpec spec, Instant now, Duration length) {
      ObservedSchedule schedule = observed(spec, stored, List.of());
      if (!stored.active().isEmpty()
          || !schedule.isReported(1)
          || !(ScheduleDecisions.decide(schedule, now) instanceof ScheduleDecision.Start start)
          || start.slot().time() == null
          || start.missed() > 0) {
        return false;
      }
      String run = PREFIX + start.slot().suffix();
      create(run, now, length);
      SympoziumScheduleStatus status =
          ScheduleProgress.started(ScheduleProgress.starting(stored, start, run));
      if (!(ScheduleDecisions.decide(observed(spec, status, status.active()), now)
          instanceof ScheduleDecision.Wait wait)) {
        write(status, now);
        return false;
      }
      write(ScheduleProgress.waiting(status, wait, 1, now), now);
      return true;
    }

    void deleteUnrecorded() {
      List<String> unrecorded = UnrecordedRuns.of(stored, List.copyOf(waiting));
      waiting.removeAll(unrecorded);
      runs.keySet().removeAll(unrecorded);
    }

    void dispatch(SympoziumScheduleSpec spec, Instant now, Duration length, boolean rejects) {
      if (!rejects && createFirst(spec, now, length)) {
        return;
      }
      List<String> active =
          stored.active().stream()
              .filter(run -> runs.containsKey(run) || run.equals(stored.startingRun()))
              .toList();
      SympoziumScheduleStatus status = ScheduleProgress.begin(observed(spec, stored, active), now);
      while (true) {
        switch (ScheduleDecisions.decide(observed(spec, status, status.active()), now)) {
          case ScheduleDecision.Start start -> {
            status = ScheduleProgress.starting(status, start, PREFIX + start.slot().suffix());
            write(status, now);
          }
          case ScheduleDecision.Create create -> {
            assertThat(create.retryAt()).isAfter(now);
            if (rejects) {
              write(ScheduleProgress.rejected(status, "rejected", 1, now), now);
              return;
            }
            create(create.run(), now, length);
            status = ScheduleProgress.started(status);
          }
          case ScheduleDecision.Abandon abandon ->
              status =
                  runs.containsKey(abandon.run())
                      ? ScheduleProgress.started(status)
                      : ScheduleProgress.abandoned(status, abandon);
          case ScheduleDecision.Replace replace -> {
            write(status, now);
            runs.keySet().removeAll(replace.runs());
            List<String> others = new ArrayList<>(status.active());
            others.removeAll(replace.runs());
            status = status.toBuilder().active(others).build();
          }
          case ScheduleDecision.Miss miss -> status = ScheduleProgress.missed(status, miss);
          case ScheduleDecision.Wait wait -> {
            write(ScheduleProgress.waiting(status, wait, 1, now), now);
            deleteUnrecorded();
            return;
          }
        }
      }
    }

    private ObservedSchedule observed(
        SympoziumScheduleSpec spec, SympoziumScheduleStatus status, List<String> active) {
      return new ObservedSchedule(UID, start, spec, null, status, active);
    }
  }

  /** The spec of a minute. Deadline and jitter are seconds; a deadline of 0 is none. */
  private record Fields(
      Cron cron, String zone, boolean suspended, String policy, long deadline, long jitter) {
    /** The dispatcher is not asked, but the delay is a hash, which has no second definition. */
    Instant due(Instant time) {
      return jitter == 0
          ? time
          : new DueTimes(CronSchedule.parse(cron.text(), zone), UID, Duration.ofSeconds(jitter))
              .due(time);
    }

    SympoziumScheduleSpec spec(boolean firstTick) {
      return Serialization.unmarshal(
          """
          instanceRef: bot
          task: t
          schedule: '%s'
          timeZone: %s
          concurrencyPolicy: %s
          suspend: %s
          %s
          %s
          firstTick: %s
          """
              .formatted(
                  cron.text(),
                  zone,
                  policy,
                  suspended,
                  deadline > 0 ? "startingDeadlineSeconds: " + deadline : "",
                  jitter > 0 ? "jitterSeconds: " + jitter : "",
                  firstTick ? "immediate" : "scheduled"),
          SympoziumScheduleSpec.class);
    }
  }

  /** The evaluator: checks each minute, and knows neither decisions nor cron-utils. */
  private static final class Reference {
    final Map<String, Instant> runs = new HashMap<>();
    final List<String> log = new ArrayList<>();
    Instant decided;
    boolean first;
    boolean firstRejected;
    boolean rejected;
    String key = "";

    Reference(Instant start, boolean first) {
      decided = start;
      this.first = first;
    }

    void check(Fields fields, Instant now, Duration length, boolean rejects) {
      String observed = fields.suspended() ? "suspended" : fields.cron().text() + fields.zone();
      if (!key.isEmpty() && !key.equals(observed) && decided.isBefore(now)) {
        decided = now;
        rejected = false;
      }
      key = observed;
      firstRejected &= !fields.suspended();
      if (fields.suspended()) {
        return;
      }
      Instant minute = lastDue(fields, now);
      if (minute != null) {
        firstRejected = false;
        start(fields, minute, now, length, rejects);
      } else if (firstRejected || (first && !fields.cron().text().equals("0 12 30 2 *"))) {
        first = false;
        firstRejected = rejects;
        if (!rejects) {
          add("first", now, length);
        }
      }
    }

    private @Nullable Instant lastDue(Fields fields, Instant now) {
      ZoneId zone = ZoneId.of(fields.zone());
      for (Instant minute = now; minute.isAfter(decided); minute = minute.minusSeconds(60)) {
        if (fields.cron().isTime(minute, zone) && !fields.due(minute).isAfter(now)) {
          return minute;
        }
      }
      return null;
    }

    private void start(
        Fields fields, Instant minute, Instant now, Duration length, boolean rejects) {
      rejected = false;
      if (fields.deadline() > 0 && now.isAfter(fields.due(minute).plusSeconds(fields.deadline()))) {
        decided = minute;
      } else if (runs.isEmpty() || !fields.policy().equals("Forbid")) {
        first = false;
        if (fields.policy().equals("Replace")) {
          runs.clear();
        }
        rejected = rejects;
        decided = rejects ? minute.minusSeconds(60) : minute;
        if (!rejects) {
          add(Long.toString(minute.getEpochSecond() / 60), now, length);
        }
      }
    }

    private void add(String run, Instant now, Duration length) {
      runs.put(run, now.plus(length));
      log.add(now + " " + run);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldStartTheSameRunsAsAnEvaluatorOfEachMinute(boolean firstTick) {
    long seed = TestSeed.VALUE;
    STARTS.forEach((zone, start) -> compare(firstTick, zone, Instant.parse(start), seed));
  }

  private static void compare(boolean firstTick, String zone, Instant start, long seed) {
    Random random = new Random(seed + zone.hashCode());
    World world = new World(new Random(seed), start);
    Reference reference = new Reference(start, firstTick);
    Fields fields = new Fields(any(CRONS, random), zone, false, any(POLICIES, random), 0, 0);
    SympoziumScheduleSpec spec = fields.spec(firstTick);
    int down = 0;
    int rejecting = 0;
    Instant now = start;
    for (int i = 0; i < MINUTES; i++) {
      now = now.plusSeconds(60 * pass(random, reference));
      Fields before = fields;
      fields = edit(before, random);
      if (fields != before) {
        spec = fields.spec(firstTick);
      }
      down = random.nextInt(1250) == 0 ? random.nextInt(2000) : down - 1;
      rejecting = random.nextInt(600) == 0 ? random.nextInt(200) : rejecting - 1;
      Instant present = now;
      world.runs.values().removeIf(end -> !end.isAfter(present));
      reference.runs.values().removeIf(end -> !end.isAfter(present));
      if (down > 0) {
        continue;
      }
      Duration length = Duration.ofMinutes(1 + random.nextInt(20));
      for (boolean done = false; !done; ) {
        try {
          world.dispatch(spec, now, length, rejecting > 0);
          done = true;
        } catch (Crash e) {
          // The next process continues in the same minute.
          world.deleteWaiting();
        }
      }
      reference.check(fields, now, length, rejecting > 0);
      assertThat(last(world.log))
          .as("%s %s at %s, -Dsympozium.seed=%d", zone, fields, now, seed)
          .isEqualTo(last(reference.log));
    }
    assertThat(world.log)
        .as("%s, -Dsympozium.seed=%d", zone, seed)
        .isEqualTo(reference.log)
        .allSatisfy(ScheduleModelTest::assertThatRunIsNotEarly);
    assertThat(world.log.stream().map(run -> run.split(" ", -1)[1]))
        .as("no run twice, -Dsympozium.seed=%d", seed)
        .doesNotHaveDuplicates();
  }

  /** An immediate first run has no due time: it starts also while the clock is set back. */
  private static void assertThatRunIsNotEarly(String run) {
    String[] words = run.split(" ", -1);
    if (!words[1].equals("first")) {
      Instant time = Instant.ofEpochSecond(60 * Long.parseLong(words[1]));
      assertThat(Instant.parse(words[0])).as("not early").isAfterOrEqualTo(time);
    }
  }

  /** Returns the minutes until the next check: the clock can be set back or forward. */
  private static long pass(Random random, Reference reference) {
    return switch (random.nextInt(5000)) {
      case 0 -> reference.rejected ? 1 : -random.nextInt(300);
      case 1 -> random.nextInt(5000);
      default -> 1;
    };
  }

  private static Fields edit(Fields f, Random random) {
    return switch (random.nextInt(2500)) {
      case 0, 1 ->
          new Fields(
              any(CRONS, random), f.zone(), f.suspended(), f.policy(), f.deadline(), f.jitter());
      case 2, 3 ->
          new Fields(f.cron(), f.zone(), !f.suspended(), f.policy(), f.deadline(), f.jitter());
      case 4 ->
          new Fields(
              f.cron(),
              f.zone(),
              f.suspended(),
              f.policy(),
              random.nextBoolean() ? 0 : 30 + random.nextInt(7200),
              f.jitter());
      case 5 ->
          new Fields(
              f.cron(), any(ZONES, random), f.suspended(), f.policy(), f.deadline(), f.jitter());
      case 6 ->
          new Fields(
              f.cron(), f.zone(), f.suspended(), any(POLICIES, random), f.deadline(), f.jitter());
      case 7 ->
          new Fields(
              f.cron(),
              f.zone(),
              f.suspended(),
              f.policy(),
              f.deadline(),
              random.nextBoolean() ? 0 : random.nextInt(3600));
      default -> f;
    };
  }

  private static <T> T any(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static String last(List<String> log) {
    return log.isEmpty() ? "" : log.getLast();
  }
}
