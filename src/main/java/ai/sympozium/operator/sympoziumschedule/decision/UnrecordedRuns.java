package ai.sympozium.operator.sympoziumschedule.decision;

import ai.sympozium.api.SympoziumScheduleStatus;
import java.time.Instant;
import java.util.List;

/**
 * Runs that a process has created and not recorded, because it was stopped or the schedule was
 * changed meanwhile. They do nothing.
 */
public final class UnrecordedRuns {
  private UnrecordedRuns() {}

  /**
   * Returns the runs that no process records later: their times are decided without them.
   *
   * @param status the stored status
   * @param waiting names of runs of the schedule that have not started
   */
  public static List<String> of(SympoziumScheduleStatus status, List<String> waiting) {
    String decided = status.decidedUntil();
    return decided == null
        ? List.of()
        : waiting.stream()
            .filter(run -> !status.active().contains(run))
            .filter(run ->
                RunSlot.timeOf(run)
                    .filter(time -> !time.isAfter(Instant.parse(decided)))
                    .isPresent())
            .toList();
  }
}
