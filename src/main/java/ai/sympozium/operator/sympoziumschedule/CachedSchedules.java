package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.operator.kube.BoundedItemStore;
import ai.sympozium.operator.sympoziumschedule.decision.ObservedSchedule;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecision;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecisions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reduces cached schedules to the fields that decide when they are due. Beyond a total size, only
 * their identity stays, and the dispatcher reads them live.
 */
final class CachedSchedules {
  /** Fits ten thousand schedules of usual length. */
  private static final long MAX_CHARACTERS = 4_000_000;

  /** Longer tasks are read when they are due. */
  private static final int MAX_TASK = 256;

  private CachedSchedules() {}

  static BoundedItemStore<SympoziumSchedule> store() {
    return BoundedItemStore.trimming(
        CachedSchedules::trim,
        MAX_CHARACTERS,
        CachedSchedules::size,
        schedule -> {
          schedule.setSpec(null);
          schedule.setStatus(null);
        });
  }

  /**
   * Returns when a cached schedule needs work: now if only a live read can decide, or never. So a
   * new leader does not read thousands of schedules that are not due.
   */
  static Optional<Instant> nextWork(SympoziumSchedule cached, Instant now) {
    return decide(cached, now).orElse(null) instanceof ScheduleDecision.Wait wait
        ? Optional.ofNullable(wait.until())
        : Optional.of(now);
  }

  /** Decides on a cached schedule, or returns nothing if only a live read can decide. */
  static Optional<ScheduleDecision> decide(SympoziumSchedule cached, Instant now) {
    SympoziumScheduleStatus status = cached.getStatus();
    if (cached.getSpec() == null || status == null || !status.active().isEmpty()) {
      return Optional.empty();
    }
    ObservedSchedule observed = ObservedSchedule.of(cached, status, List.of());
    return observed.isReported(cached.getMetadata().getGeneration())
        ? Optional.of(ScheduleDecisions.decide(observed, now))
        : Optional.empty();
  }

  /** Returns whether a cached schedule has its task. */
  static boolean hasTask(SympoziumSchedule cached) {
    return !cached.getSpec().task().isEmpty();
  }

  /** Removes a long task, and what the status reports to users only. */
  static void trim(SympoziumSchedule schedule) {
    SympoziumScheduleSpec spec = schedule.getSpec();
    if (spec != null && spec.task().length() > MAX_TASK) {
      schedule.setSpec(spec.withoutTask());
    }
    if (schedule.getStatus() != null) {
      schedule.setStatus(
          schedule.getStatus().toBuilder()
              .conditions(List.of())
              .last(null, null)
              .lastScheduleTime(null)
              .nextScheduleTime(null)
              .build());
    }
  }

  static long size(SympoziumSchedule schedule) {
    SympoziumScheduleSpec spec = schedule.getSpec();
    SympoziumScheduleStatus status =
        Objects.requireNonNullElseGet(schedule.getStatus(), SympoziumScheduleStatus::empty);
    if (spec == null) {
      return 0;
    }
    return Stream.concat(
            Stream.of(
                spec.instanceRef(),
                spec.task(),
                spec.schedule(),
                spec.timeZone(),
                spec.timeout(),
                status.observedSchedule(),
                status.decidedUntil(),
                status.startingRun(),
                status.lastRunName(),
                status.lastRunNow()),
            status.active().stream())
        .filter(Objects::nonNull)
        .mapToLong(String::length)
        .sum();
  }
}
