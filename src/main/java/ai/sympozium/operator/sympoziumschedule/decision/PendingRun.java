package ai.sympozium.operator.sympoziumschedule.decision;

import ai.sympozium.schedule.DueTimes;
import ai.sympozium.schedule.InvalidScheduleException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a run that is recorded, but not known to exist: the operator has stopped before, or
 * the API server has rejected the run. Its creation is repeated until its deadline, until the next
 * time of the schedule, or until the schedule is changed.
 */
final class PendingRun {
  private static final Duration MIN_RETRY = Duration.ofSeconds(2);
  private static final Duration MAX_RETRY = Duration.ofMinutes(5);
  private static final Duration REQUEST_RETRY = Duration.ofSeconds(30);

  /** Time for the last attempt before a deadline. */
  private static final Duration LAST_ATTEMPT = Duration.ofSeconds(1);

  private PendingRun() {}

  static ScheduleDecision decide(ObservedSchedule schedule, String run, Instant now) {
    Optional<Instant> time = RunSlot.timeOf(run);
    try {
      return time.isPresent()
          ? scheduled(schedule, schedule.dueTimes(), run, time.get(), now)
          : requested(schedule, run, now);
    } catch (InvalidScheduleException e) {
      return changed(run);
    }
  }

  private static ScheduleDecision scheduled(
      ObservedSchedule schedule, DueTimes times, String run, Instant time, Instant now) {
    if (schedule.decidedUntil().isAfter(time)) {
      return changed(run);
    }
    Instant due = times.due(time);
    if (due.isAfter(now)) {
      // The clock was set back.
      return new ScheduleDecision.Wait(
          due, due, true, ScheduleReason.SCHEDULED, "The next run is recorded.");
    }
    Instant deadline = schedule.deadline(due);
    if (deadline != null && now.isAfter(deadline)) {
      return new ScheduleDecision.Abandon(
          run,
          1,
          "No run started for "
              + time
              + " within "
              + schedule.spec().startingDeadlineSeconds()
              + " seconds. The API server rejected it, or the operator did not run.");
    }
    if (times.dueTimes(time, now).last() != null) {
      return nextIsDue(run);
    }
    Instant retry = now.plus(backOff(Duration.between(due, now)));
    return new ScheduleDecision.Create(
        run, earlier(lastAttempt(retry, deadline, now), times.nextDue(time, now)));
  }

  /**
   * The first run of a schedule whose first run is immediate, or the run of a user's request, which
   * is attempted also if a time is due already.
   */
  private static ScheduleDecision requested(ObservedSchedule schedule, String run, Instant now) {
    boolean first = run.endsWith(RunSlot.FIRST);
    if (!first && (schedule.request() == null || schedule.openRequest() != null)) {
      return changed(run);
    }
    if (schedule.spec().isSuspended()) {
      return first ? changed(run) : new ScheduleDecision.Create(run, now.plus(REQUEST_RETRY));
    }
    Duration retry = first ? backOff(Duration.between(schedule.created(), now)) : REQUEST_RETRY;
    try {
      DueTimes times = schedule.dueTimes();
      Instant decided = schedule.decidedUntil();
      boolean attempted = first || ScheduleProgress.isRejected(schedule.status());
      return attempted && times.dueTimes(decided, now).last() != null
          ? nextIsDue(run)
          : new ScheduleDecision.Create(run, earlier(now.plus(retry), times.nextDue(decided, now)));
    } catch (InvalidScheduleException e) {
      return new ScheduleDecision.Create(run, now.plus(retry));
    }
  }

  /** Grows with the time that has passed, so that no process has to count the attempts. */
  private static Duration backOff(Duration passed) {
    Duration pause = passed.dividedBy(2);
    return pause.compareTo(MIN_RETRY) < 0
        ? MIN_RETRY
        : pause.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : pause;
  }

  private static Instant lastAttempt(Instant retry, @Nullable Instant deadline, Instant now) {
    if (deadline == null) {
      return retry;
    }
    Instant last = deadline.minus(LAST_ATTEMPT);
    return now.isBefore(last) ? earlier(retry, last) : retry;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static ScheduleDecision changed(String run) {
    return new ScheduleDecision.Abandon(
        run, 0, "The schedule was changed before the run " + run + " could be created.");
  }

  private static ScheduleDecision nextIsDue(String run) {
    return new ScheduleDecision.Abandon(
        run, 1, "The run " + run + " could not be created before the next time of the schedule.");
  }
}
