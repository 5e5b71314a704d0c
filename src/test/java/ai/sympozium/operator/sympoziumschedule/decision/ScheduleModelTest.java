package ai.sympozium.operator.sympoziumschedule.decision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.api.SympoziumScheduleStatus;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the decisions with an evaluator that checks each minute, on a virtual clock: downtime,
 * clocks that are set back, edits, suspension, and crashes before and after each write.
 */
class ScheduleModelTest {
  private static final String UID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final int MINUTES = 12 * 24 * 60;

  /** A few days before a change of the clock of each zone. */
  private static final Map<String, String> STARTS =
      Map.of(
          "Europe/Berlin", "2026-03-24T00:00:00Z",
          "America/New_York", "2026-10-27T00:00:00Z",
          "Australia/Lord_Howe", "2026-03-31T00:00:00Z",
          "America/Santiago", "2026-09-01T00:00:00Z",
          "UTC", "2028-02-24T00:00:00Z");

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
          new Cron("0 0 * * *", t -> t.getMinute() == 0 && t.getHour() == 0, false));

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

  /** The API server and a process of the operator. */
  private static final class World {
    final Random random;
    final Map<String, Instant> runs = new HashMap<>();
    final Set<String> created = new HashSet<>();
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

    void write(SympoziumScheduleStatus status) {
      step();
      stored = status;
      step();
    }

    void create(String run, Instant now, Duration length) {
      step();
      if (created.add(run)) {
        runs.put(run, now.plus(length));
        log.add(now + " " + run);
      }
      step();
    }

    void dispatch(SympoziumScheduleSpec spec, Instant now, Duration length) {
      List<String> active =
          stored.active().stream()
              .filter(run -> runs.containsKey(run) || run.equals(stored.startingRun()))
              .toList();
      SympoziumScheduleStatus status = ScheduleProgress.begin(observed(spec, stored, active), now);
      if (status.startingRun() != null) {
        create(status.startingRun(), now, length);
        status = ScheduleProgress.started(status);
      }
      while (true) {
        switch (ScheduleDecisions.decide(observed(spec, status, status.active()), now)) {
          case ScheduleDecision.Start start -> {
            String run = start.slot().suffix();
            status = ScheduleProgress.starting(status, start, run);
            write(status);
            create(run, now, length);
            status = ScheduleProgress.started(status);
          }
          case ScheduleDecision.Replace replace -> {
            runs.keySet().removeAll(replace.runs());
            status = status.toBuilder().active(List.of()).build();
          }
          case ScheduleDecision.Miss miss -> status = ScheduleProgress.missed(status, miss);
          case ScheduleDecision.Wait wait -> {
            write(ScheduleProgress.waiting(status, wait, 1, now));
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

  /** The evaluator: checks each minute, and knows neither decisions nor cron-utils. */
  private static final class Reference {
    final Map<String, Instant> runs = new HashMap<>();
    final List<String> log = new ArrayList<>();
    Instant decided;
    String key = "";

    Reference(Instant start) {
      decided = start;
    }

    void look(
        Cron cron,
        ZoneId zone,
        boolean suspended,
        String policy,
        long deadline,
        Instant now,
        Duration length) {
      String observed = suspended ? "suspended" : cron.text() + zone;
      if (!key.isEmpty() && !key.equals(observed) && decided.isBefore(now)) {
        decided = now;
      }
      key = observed;
      Instant minute = now;
      while (minute.isAfter(decided) && !cron.isTime(minute, zone)) {
        minute = minute.minusSeconds(60);
      }
      if (suspended || !minute.isAfter(decided)) {
        return;
      }
      if (deadline > 0 && now.isAfter(minute.plusSeconds(deadline))) {
        decided = minute;
      } else if (runs.isEmpty() || !policy.equals("Forbid")) {
        if (policy.equals("Replace")) {
          runs.clear();
        }
        decided = minute;
        String run = Long.toString(minute.getEpochSecond() / 60);
        runs.put(run, now.plus(length));
        log.add(now + " " + run);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forbid", "Allow", "Replace"})
  void shouldStartTheSameRunsAsAnEvaluatorOfEachMinute(String policy) {
    long seed = Long.getLong("schedule.seed", new Random().nextLong());
    STARTS.forEach((zone, start) -> compare(policy, zone, Instant.parse(start), seed));
  }

  private static void compare(String policy, String zoneName, Instant start, long seed) {
    Random random = new Random(seed + zoneName.hashCode());
    ZoneId zone = ZoneId.of(zoneName);
    World world = new World(new Random(seed), start);
    Reference reference = new Reference(start);
    Cron cron = CRONS.get(random.nextInt(CRONS.size()));
    long deadline = 0;
    boolean suspended = false;
    int down = 0;
    Instant now = start;
    for (int i = 0; i < MINUTES; i++) {
      now = now.plusSeconds(random.nextInt(5000) == 0 ? -60L * random.nextInt(300) : 60);
      switch (random.nextInt(2500)) {
        case 0 -> cron = CRONS.get(random.nextInt(CRONS.size()));
        case 1, 2 -> suspended = !suspended;
        case 3 -> deadline = random.nextBoolean() ? 0 : 30 + random.nextInt(7200);
        case 4, 5 -> down = random.nextInt(2000);
        default -> {}
      }
      Instant present = now;
      world.runs.values().removeIf(end -> !end.isAfter(present));
      reference.runs.values().removeIf(end -> !end.isAfter(present));
      if (down-- > 0) {
        continue;
      }
      Duration length = Duration.ofMinutes(1 + random.nextInt(20));
      SympoziumScheduleSpec spec = spec(cron, zoneName, policy, suspended, deadline);
      for (boolean done = false; !done; ) {
        try {
          world.dispatch(spec, now, length);
          done = true;
        } catch (Crash e) {
          // The next process continues in the same minute.
        }
      }
      reference.look(cron, zone, suspended, policy, deadline, now, length);
      assertThat(last(world.log))
          .as("%s %s %s at %s, -Dschedule.seed=%d", policy, zoneName, cron.text(), now, seed)
          .isEqualTo(last(reference.log));
    }
    assertThat(world.log)
        .as("%s %s, -Dschedule.seed=%d", policy, zoneName, seed)
        .isEqualTo(reference.log)
        .allSatisfy(
            run -> {
              String[] words = run.split(" ", -1);
              Instant time = Instant.ofEpochSecond(60 * Long.parseLong(words[1]));
              assertThat(Instant.parse(words[0])).as("not early").isAfterOrEqualTo(time);
            });
    assertThat(world.created).as("no run twice").hasSameSizeAs(world.log);
  }

  private static String last(List<String> log) {
    return log.isEmpty() ? "" : log.getLast();
  }

  private static SympoziumScheduleSpec spec(
      Cron cron, String zone, String policy, boolean suspended, long deadline) {
    return Serialization.unmarshal(
        ("instanceRef: bot\ntask: t\nschedule: '%s'\ntimeZone: %s\n"
                + "concurrencyPolicy: %s\nsuspend: %s%s")
            .formatted(
                cron.text(),
                zone,
                policy,
                suspended,
                deadline > 0 ? "\nstartingDeadlineSeconds: " + deadline : ""),
        SympoziumScheduleSpec.class);
  }
}
