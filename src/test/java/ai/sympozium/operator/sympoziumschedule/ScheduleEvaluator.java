package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.ConcurrencyPolicy;
import ai.sympozium.api.FirstTick;
import ai.sympozium.api.NotifiedOutcome;
import ai.sympozium.api.ScheduleNotification;
import ai.sympozium.api.ScheduleType;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import ai.sympozium.schedule.DueTimes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a schedule minute by minute: which run begins when. It knows neither cron-utils nor the
 * decisions of the dispatcher.
 */
final class ScheduleEvaluator {
  /** Maximum time between two attempts to create a run that the API server rejects. */
  private static final Duration MAX_RETRY = Duration.ofMinutes(5);

  private static final int MAX_ACTIVE = 50;
  private static final String FIRST = ModelApiServer.PREFIX + "first";

  private final ModelApiServer server;
  private final List<String> log = new ArrayList<>();
  private final Set<String> active = new LinkedHashSet<>();
  private final Set<String> replaced = new LinkedHashSet<>();
  private final Map<String, DueTimes> delays = new HashMap<>();

  /** The times until this one have a run or are missed. */
  private Instant decided;

  /** No minute between the decided one and this one is a time. */
  private Instant empty;

  private String key = "";
  private boolean hasNoRun = true;
  private String request = "";
  private String lastRequest = "";
  private @Nullable Pending pending;
  private boolean rejected;

  /** The last instant for the next attempt to create the pending run. */
  private Instant latest;

  ScheduleEvaluator(ModelApiServer server, Instant created) {
    this.server = server;
    decided = created;
    empty = created;
    latest = created;
  }

  /** Whether a local time is a time of an expression. */
  interface LocalMinute {
    boolean matches(LocalDateTime time);
  }

  /**
   * An expression.
   *
   * @param anyHour whether the field for the hour is {@code *}
   */
  record Cron(String text, boolean anyHour, LocalMinute minute) {
    /** A local time that exists twice is a time once, unless each hour has one. */
    boolean isTime(Instant instant, ZoneId zone) {
      LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
      if (!minute.matches(local)) {
        return false;
      }
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
      return anyHour
          || offsets.size() == 1
          || !offsets.getLast().equals(zone.getRules().getOffset(instant));
    }
  }

  /**
   * The fields of a schedule. Deadline and jitter are seconds; a deadline of 0 is none.
   *
   * @param ofRuns decides on no time, but on the content of the runs
   */
  record Fields(
      Cron cron,
      boolean possible,
      ZoneId zone,
      boolean suspended,
      ConcurrencyPolicy policy,
      long deadline,
      long jitter,
      boolean immediate,
      OfRuns ofRuns) {
    SympoziumScheduleSpec spec() {
      return new SympoziumScheduleSpec(
          ofRuns.instance(),
          cron.text(),
          zone.getId(),
          ofRuns.task(),
          suspended,
          policy,
          deadline == 0 ? null : deadline,
          immediate ? FirstTick.IMMEDIATE : FirstTick.SCHEDULED,
          jitter == 0 ? null : jitter,
          ofRuns.timeout(),
          ofRuns.timeToLive(),
          ofRuns.succeeded(),
          ofRuns.failed(),
          ofRuns.type(),
          ofRuns.notification(),
          null);
    }

    /** Describes what the times are computed from, as the status does. */
    String key() {
      return suspended ? "suspended" : cron.text() + " " + zone.getId();
    }
  }

  /** The fields that a run gets, or that apply when it is final. */
  record OfRuns(
      String instance,
      String task,
      @Nullable String timeout,
      @Nullable Long timeToLive,
      @Nullable Integer succeeded,
      @Nullable Integer failed,
      ScheduleType type,
      @Nullable ScheduleNotification notification) {
    static OfRuns random(Random random) {
      return new OfRuns(
          "bot-" + random.nextInt(3),
          "task " + random.nextInt(3),
          random.nextBoolean() ? null : random.nextInt(3) + "m",
          random.nextBoolean() ? null : random.nextLong(3),
          random.nextBoolean() ? null : random.nextInt(3),
          random.nextBoolean() ? null : random.nextInt(3),
          ScheduleType.values()[random.nextInt(ScheduleType.values().length)],
          random.nextBoolean()
              ? null
              : new ScheduleNotification("webhook", "ops", List.of(NotifiedOutcome.SUCCESS)));
    }
  }

  /** A run that is recorded and not created. */
  private record Pending(String run, @Nullable Instant time) {}

  void request(String value) {
    request = value;
  }

  /** An operator that has stopped had recorded a run, and may not have created it. */
  void runIsRecorded(@Nullable String starting) {
    hasNoRun = false;
    Instant time = starting == null ? null : RunSlot.timeOf(starting).orElse(null);
    if (starting != null && time != null && pending == null) {
      pending = new Pending(starting, time);
      rejected = false;
      decided = later(decided, time);
    }
  }

  boolean isPending() {
    return pending != null;
  }

  List<String> log() {
    return log;
  }

  /** Returns the runs that had to be deleted for later ones. */
  Set<String> replaced() {
    return replaced;
  }

  /** Begins a new series of times if the fields have changed that describe the times. */
  void begin(Fields fields, Instant now) {
    if (!key.isEmpty() && !key.equals(fields.key())) {
      decided = later(decided, now);
      empty = decided;
    }
    key = fields.key();
  }

  /**
   * Decides at an instant.
   *
   * @param maxRuns number of runs in the log after which an operator has stopped
   */
  void check(Fields fields, Instant now, int maxRuns) {
    active.removeIf(run -> !server.isActive(run));
    begin(fields, now);
    boolean again = true;
    while (again && log.size() < maxRuns) {
      again = pending == null ? decide(fields, now) : decide(fields, pending, now);
    }
  }

  private boolean decide(Fields fields, Instant now) {
    if (!request.equals(lastRequest)) {
      return !isBlocked(fields) && prepare(run(request), null, now);
    }
    if (fields.suspended()) {
      return false;
    }
    Instant time = lastDue(fields, decided, now);
    if (time == null) {
      return fields.immediate()
          && hasNoRun
          && fields.possible()
          && !isBlocked(fields)
          && prepare(FIRST, null, now);
    }
    if (isTooLate(fields, time, now)) {
      decided = time;
      return true;
    }
    return !isBlocked(fields) && prepare(run(time), time, now);
  }

  private boolean prepare(String run, @Nullable Instant time, Instant now) {
    pending = new Pending(run, time);
    latest = now;
    rejected = false;
    hasNoRun = false;
    if (time != null) {
      decided = time;
    } else if (!run.equals(FIRST)) {
      lastRequest = request;
    }
    return true;
  }

  private boolean decide(Fields fields, Pending run, Instant now) {
    Instant time = run.time();
    if (isAbandoned(fields, run, now)) {
      pending = null;
      return true;
    }
    if (time != null && due(fields, time).isAfter(now)) {
      latest = due(fields, time);
      return false;
    }
    if (isBlocked(fields)) {
      return false;
    }
    if (!server.attempts().contains(run.run())) {
      assertThat(latest).as("no attempt to create %s at %s: late or lost", run, now).isAfter(now);
      return false;
    }
    if (server.isRejecting()) {
      rejected = true;
      latest = now.plus(MAX_RETRY);
      if (time != null && fields.deadline() > 0) {
        Instant last = due(fields, time).plusSeconds(fields.deadline() - 1);
        latest = now.isBefore(last) && last.isBefore(latest) ? last : latest;
      }
      return false;
    }
    active.add(run.run());
    log.add(now + " " + run.run());
    pending = null;
    return true;
  }

  private boolean isAbandoned(Fields fields, Pending run, Instant now) {
    Instant time = run.time();
    if (time != null) {
      return decided.isAfter(time)
          || (!due(fields, time).isAfter(now)
              && (isTooLate(fields, time, now) || lastDue(fields, time, now) != null));
    }
    boolean first = run.run().equals(FIRST);
    if (!first && !request.equals(lastRequest)) {
      return true;
    }
    return fields.suspended()
        ? first
        : (first || rejected) && lastDue(fields, decided, now) != null;
  }

  private boolean isTooLate(Fields fields, Instant time, Instant now) {
    return fields.deadline() > 0 && now.isAfter(due(fields, time).plusSeconds(fields.deadline()));
  }

  /** Applies the policy. */
  private boolean isBlocked(Fields fields) {
    if (!active.isEmpty() && fields.policy() == ConcurrencyPolicy.REPLACE) {
      replaced.addAll(active);
    }
    return hasToWait(fields);
  }

  private boolean hasToWait(Fields fields) {
    return fields.policy() == ConcurrencyPolicy.ALLOW
        ? active.size() >= MAX_ACTIVE
        : !active.isEmpty();
  }

  private @Nullable Instant lastDue(Fields fields, Instant after, Instant now) {
    Instant from = later(after, empty);
    boolean found = false;
    for (Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        minute.isAfter(from);
        minute = minute.minusSeconds(60)) {
      if (fields.cron().isTime(minute, fields.zone())) {
        found = true;
        if (!due(fields, minute).isAfter(now)) {
          return minute;
        }
      }
    }
    if (!found) {
      empty = later(empty, now);
    }
    return null;
  }

  /**
   * Returns the next instant at which an operator must act without a change, or null if there is
   * none until another instant.
   */
  @Nullable Instant next(Fields fields, Instant now, Instant until) {
    if (pending != null) {
      return latest.isAfter(now) && !hasToWait(fields) ? latest : null;
    }
    if (fields.suspended() || hasToWait(fields)) {
      return null;
    }
    for (Instant minute = later(decided, empty).truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
        !minute.isAfter(until);
        minute = minute.plusSeconds(60)) {
      if (fields.cron().isTime(minute, fields.zone()) && due(fields, minute).isAfter(now)) {
        return due(fields, minute);
      }
    }
    return null;
  }

  /** The delay is a hash, which has no second definition. */
  private Instant due(Fields fields, Instant time) {
    if (fields.jitter() == 0) {
      return time;
    }
    Instant due =
        delays
            .computeIfAbsent(
                fields.cron().text() + " " + fields.zone() + " " + fields.jitter(),
                key ->
                    DueTimes.of(
                        fields.cron().text(),
                        fields.zone().getId(),
                        ModelApiServer.UID,
                        fields.jitter()))
            .due(time);
    assertThat(due).isBetween(time, time.plusSeconds(fields.jitter()));
    return due;
  }

  private static String run(Instant time) {
    return ModelApiServer.PREFIX + time.getEpochSecond() / 60;
  }

  private static String run(String request) {
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    return ModelApiServer.PREFIX
        + "now-"
        + UUID.nameUUIDFromBytes(bytes).toString().substring(0, 8);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
