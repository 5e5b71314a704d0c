package ai.sympozium.operator.sympoziumschedule.decision;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.schedule.DueTimes;
import ai.sympozium.schedule.InvalidScheduleException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the dispatcher has read it.
 *
 * @param request value of the annotation {@code run-now}
 * @param active names of the runs that are active now
 */
public record ObservedSchedule(
    String uid,
    Instant created,
    SympoziumScheduleSpec spec,
    @Nullable String request,
    SympoziumScheduleStatus status,
    List<String> active) {
  private static final String SUSPENDED = "suspended";

  /** Reads a schedule with a status that may be newer than the stored one. */
  public static ObservedSchedule of(
      SympoziumSchedule schedule, SympoziumScheduleStatus status, List<String> active) {
    Map<String, String> annotations = schedule.getMetadata().getAnnotations();
    return new ObservedSchedule(
        schedule.getMetadata().getUid(),
        Instant.parse(schedule.getMetadata().getCreationTimestamp()),
        schedule.getSpec(),
        annotations == null ? null : annotations.get(SympoziumLabels.ANNOTATION_RUN_NOW),
        status,
        active);
  }

  /** Returns this schedule without an active run. */
  ObservedSchedule without(String run) {
    return new ObservedSchedule(
        uid,
        created,
        spec,
        request,
        status,
        active.stream().filter(name -> !name.equals(run)).toList());
  }

  /**
   * Returns the due times.
   *
   * @throws InvalidScheduleException if expression or time zone are invalid
   */
  DueTimes dueTimes() {
    return DueTimes.of(spec.schedule(), spec.timeZone(), uid, spec.jitterSeconds());
  }

  /** Times until this one are decided. */
  Instant decidedUntil() {
    return status.decidedUntil() == null ? created : Instant.parse(status.decidedUntil());
  }

  /** Describes what the times are computed from. A change of it begins a new series of times. */
  String timesKey() {
    return spec.isSuspended()
        ? SUSPENDED
        : spec.schedule() + " " + Objects.requireNonNullElse(spec.timeZone(), "UTC");
  }

  /** Returns whether the status describes this spec completely, so that only a time can be due. */
  public boolean isReported(long generation) {
    return Objects.equals(status.observedGeneration(), generation)
        && timesKey().equals(status.observedSchedule())
        && status.startingRun() == null;
  }

  /** Returns when a run that is due at an instant is too late, or null if it never is. */
  @Nullable Instant deadline(Instant due) {
    Long seconds = spec.startingDeadlineSeconds();
    return seconds == null ? null : due.plusSeconds(seconds);
  }

  /** Returns the request of a user that has no run yet. */
  @Nullable String openRequest() {
    return request == null
            || request.isEmpty()
            || Objects.equals(RunSlot.requested(request).request(), status.lastRunNow())
        ? null
        : request;
  }
}
