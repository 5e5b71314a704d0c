package ai.sympozium.operator.sympoziumschedule.decision;

import ai.sympozium.api.ConcurrencyPolicy;
import ai.sympozium.api.FirstTick;
import ai.sympozium.schedule.DueTimes;
import ai.sympozium.schedule.InvalidScheduleException;
import ai.sympozium.schedule.PastTimes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the dispatcher does with a schedule. A time gets at most one run, never before it is
 * due. Of several times without a run, the last one gets a run within its deadline.
 */
public final class ScheduleDecisions {
  /** Active runs of a schedule that allows several. */
  static final int MAX_ACTIVE = 50;

  private ScheduleDecisions() {}

  /** Decides at an instant. */
  public static ScheduleDecision decide(ObservedSchedule schedule, Instant now) {
    String pending = schedule.status().startingRun();
    if (pending != null) {
      ScheduleDecision decision = PendingRun.decide(schedule, pending, now);
      ObservedSchedule others = schedule.without(pending);
      return decision instanceof ScheduleDecision.Create create
          ? start(others, create).orElseGet(() -> blocked(others, create.retryAt(), null))
          : decision;
    }
    String request = schedule.openRequest();
    if (request != null) {
      return start(schedule, new ScheduleDecision.Start(RunSlot.requested(request), 0))
          .orElseGet(() -> blocked(schedule, null, null));
    }
    if (schedule.spec().isSuspended()) {
      return new ScheduleDecision.Wait(
          null,
          null,
          false,
          ScheduleReason.SUSPENDED,
          "spec.suspend: The schedule starts no runs.");
    }
    try {
      return decide(schedule, schedule.dueTimes(), now);
    } catch (InvalidScheduleException e) {
      return new ScheduleDecision.Wait(
          null,
          null,
          false,
          ScheduleReason.INVALID_SCHEDULE,
          "spec." + e.field() + ": " + e.getMessage());
    }
  }

  private static ScheduleDecision decide(ObservedSchedule schedule, DueTimes times, Instant now) {
    Instant decided = schedule.decidedUntil();
    Instant next = times.nextDue(decided, now);
    PastTimes due = times.dueTimes(decided, now);
    Instant last = due.last();
    if (last == null
        && schedule.spec().firstTick() == FirstTick.IMMEDIATE
        && schedule.status().lastRunName() == null) {
      return start(schedule, new ScheduleDecision.Start(RunSlot.first(schedule.created()), 0))
          .orElseGet(() -> blocked(schedule, next, next));
    }
    if (last == null) {
      return new ScheduleDecision.Wait(
          next,
          next,
          true,
          ScheduleReason.SCHEDULED,
          "The schedule starts a run at each of its times.");
    }
    Instant deadline = schedule.deadline(times.due(last));
    if (deadline != null && now.isAfter(deadline)) {
      return missed(schedule, last, due.count());
    }
    return start(schedule, new ScheduleDecision.Start(RunSlot.of(last), due.count() - 1))
        .orElseGet(() ->
            blocked(
                schedule,
                deadline == null || next.isBefore(deadline) ? next : deadline.plusMillis(1),
                next));
  }

  private static ScheduleDecision missed(ObservedSchedule schedule, Instant time, int count) {
    Long seconds = schedule.spec().startingDeadlineSeconds();
    String cause =
        schedule.active().isEmpty()
            ? "The operator did not run."
            : "The run " + schedule.active().getFirst() + " was active.";
    return new ScheduleDecision.Miss(
        time, count, "No run started for " + time + " within " + seconds + " seconds. " + cause);
  }

  /** Applies the policy for active runs. Empty if the run has to wait for them. */
  private static Optional<ScheduleDecision> start(
      ObservedSchedule schedule, ScheduleDecision start) {
    if (schedule.active().isEmpty()) {
      return Optional.of(start);
    }
    ConcurrencyPolicy policy = schedule.spec().concurrencyPolicy();
    return switch (policy) {
      case FORBID -> Optional.empty();
      case ALLOW -> schedule.active().size() < MAX_ACTIVE ? Optional.of(start) : Optional.empty();
      case REPLACE -> Optional.of(new ScheduleDecision.Replace(schedule.active()));
    };
  }

  private static ScheduleDecision blocked(
      ObservedSchedule schedule, @Nullable Instant until, @Nullable Instant next) {
    String message =
        schedule.spec().concurrencyPolicy() == ConcurrencyPolicy.ALLOW
            ? MAX_ACTIVE + " runs are active. The next run waits for the end of one of them."
            : "The next run waits for the end of " + schedule.active().getFirst() + ".";
    return new ScheduleDecision.Wait(until, next, true, ScheduleReason.WAITING_FOR_RUN, message);
  }
}
