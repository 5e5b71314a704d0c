package ai.sympozium.operator.sympoziumschedule.decision;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An action of the dispatcher on a schedule. */
public sealed interface ScheduleDecision {
  /**
   * Records a run, and creates it then.
   *
   * @param missed earlier times that get no run
   */
  record Start(RunSlot slot, int missed) implements ScheduleDecision {}

  /**
   * Creates the recorded run.
   *
   * @param retryAt when the creation is repeated if the API server rejects the run
   */
  record Create(String run, Instant retryAt) implements ScheduleDecision {}

  /**
   * Does not create the recorded run, unless it exists.
   *
   * @param missed number of times that thereby have no run
   */
  record Abandon(String run, int missed, String message) implements ScheduleDecision {}

  /** Deletes the active runs, and decides again when they and their permissions are deleted. */
  record Replace(List<String> runs) implements ScheduleDecision {}

  /**
   * Creates no run for a time and the times before it.
   *
   * @param missed number of these times
   */
  record Miss(Instant time, int missed, String message) implements ScheduleDecision {}

  /**
   * Does nothing until an instant or a change.
   *
   * @param until null if only a change leads to another decision
   * @param next when the next run is due, or null if none will be
   */
  record Wait(
      @Nullable Instant until,
      @Nullable Instant next,
      boolean ready,
      ScheduleReason reason,
      String message)
      implements ScheduleDecision {}
}
