package ai.sympozium.operator.sympoziumschedule.decision;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.operator.agentrun.plan.IgnoredFields;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes the status of a schedule after each step of its dispatcher. */
public final class ScheduleProgress {
  private static final String READY = "Ready";

  private ScheduleProgress() {}

  /**
   * Begins a new series of times if the expression, the time zone or the suspension has changed:
   * times of the new expression that are already past are not due. Reports the fields without
   * effect.
   */
  public static SympoziumScheduleStatus begin(
      ObservedSchedule schedule, long generation, Instant now) {
    SympoziumScheduleStatus status = schedule.status();
    String key = schedule.timesKey();
    boolean changed = status.observedSchedule() != null && !status.observedSchedule().equals(key);
    Instant decided = schedule.decidedUntil();
    return status.toBuilder()
        .decidedUntil((changed && decided.isBefore(now) ? now : decided).toString())
        .observed(status.observedGeneration(), key)
        .active(schedule.active())
        .conditions(
            IgnoredFields.of(schedule.spec())
                .addTo(new Conditions(status.conditions()), generation, now)
                .list())
        .build();
  }

  /**
   * Records a run before its creation. Crash-safe: a later process creates the recorded run, and no
   * other run of its slot.
   */
  public static SympoziumScheduleStatus starting(
      SympoziumScheduleStatus status, ScheduleDecision.Start start, String run) {
    RunSlot slot = start.slot();
    SympoziumScheduleStatus.Builder next =
        status.toBuilder()
            .startingRun(run)
            .lastRunName(run)
            .active(Stream.concat(status.active().stream(), Stream.of(run)).distinct().toList())
            .missedTicks(missed(status, start.missed()));
    if (slot.request() != null) {
      next.lastRunNow(slot.request());
    }
    if (slot.time() != null) {
      next.lastScheduleTime(slot.time().toString())
          .decidedUntil(later(status.decidedUntil(), slot.time()));
    }
    return next.build();
  }

  /** Records that the run exists. */
  public static SympoziumScheduleStatus started(SympoziumScheduleStatus status) {
    return status.toBuilder().startingRun(null).conditions(withoutRejection(status)).build();
  }

  /** Records why the run does not exist. The run stays recorded: its creation is repeated. */
  public static SympoziumScheduleStatus rejected(
      SympoziumScheduleStatus status, String message, long generation, Instant now) {
    return status.toBuilder()
        .observed(generation, status.observedSchedule())
        .conditions(
            new Conditions(status.conditions())
                .with(READY, false, ScheduleReason.RUN_REJECTED.value(), message, generation, now)
                .list())
        .build();
  }

  /** Returns whether the API server has rejected the recorded run. */
  static boolean isRejected(SympoziumScheduleStatus status) {
    return withoutRejection(status).size() < status.conditions().size();
  }

  private static List<Condition> withoutRejection(SympoziumScheduleStatus status) {
    return status.conditions().stream()
        .filter(condition -> !ScheduleReason.RUN_REJECTED.value().equals(condition.getReason()))
        .toList();
  }

  /** Returns whether the status states this rejection already. */
  public static boolean isRejected(SympoziumScheduleStatus status, String message) {
    return new Conditions(status.conditions())
        .find(READY)
        .filter(ready ->
            ScheduleReason.RUN_REJECTED.value().equals(ready.getReason())
                && message.equals(ready.getMessage()))
        .isPresent();
  }

  /** Records that the run will not be created. */
  public static SympoziumScheduleStatus abandoned(
      SympoziumScheduleStatus status, ScheduleDecision.Abandon abandon) {
    return status.toBuilder()
        .startingRun(null)
        .conditions(withoutRejection(status))
        .active(status.active().stream().filter(name -> !name.equals(abandon.run())).toList())
        .missedTicks(missed(status, abandon.missed()))
        .build();
  }

  /** Records times without a run. */
  public static SympoziumScheduleStatus missed(
      SympoziumScheduleStatus status, ScheduleDecision.Miss miss) {
    return status.toBuilder()
        .decidedUntil(miss.time().toString())
        .missedTicks(missed(status, miss.missed()))
        .build();
  }

  /** Records the next time and the condition. */
  public static SympoziumScheduleStatus waiting(
      SympoziumScheduleStatus status, ScheduleDecision.Wait wait, long generation, Instant now) {
    return status.toBuilder()
        .observed(generation, status.observedSchedule())
        .nextScheduleTime(
            wait.next() == null ? null : wait.next().truncatedTo(ChronoUnit.SECONDS).toString())
        .conditions(
            new Conditions(status.conditions())
                .with(READY, wait.ready(), wait.reason().value(), wait.message(), generation, now)
                .list())
        .build();
  }

  /** Returns the names of the active runs that the status shows as created. */
  public static List<String> createdRuns(SympoziumSchedule schedule) {
    SympoziumScheduleStatus status = schedule.getStatus();
    return status == null
        ? List.of()
        : status.active().stream().filter(run -> !run.equals(status.startingRun())).toList();
  }

  private static String later(@Nullable String decided, Instant time) {
    return decided == null || Instant.parse(decided).isBefore(time) ? time.toString() : decided;
  }

  private static @Nullable Long missed(SympoziumScheduleStatus status, long more) {
    long sum = Objects.requireNonNullElse(status.missedTicks(), 0L) + more;
    return sum == 0 ? null : sum;
  }
}
