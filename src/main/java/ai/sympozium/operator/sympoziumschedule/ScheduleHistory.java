package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.AgentRunPhase;
import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.operator.agentrun.plan.Durations;
import ai.sympozium.operator.agentrun.status.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The final runs of a schedule: which one was the last, and which are too many. */
final class ScheduleHistory {
  /** An outcome that could not be recorded by then is lost, so that runs are always deleted. */
  private static final Duration RECORD_TIMEOUT = Duration.ofMinutes(10);

  private static final Comparator<AgentRun> OLDEST_FIRST =
      Comparator.comparing(ScheduleHistory::completedAt)
          .thenComparing(run -> run.getMetadata().getName());

  private ScheduleHistory() {}

  /** Returns the oldest final runs of a phase beyond a limit. */
  static List<AgentRun> surplus(Collection<AgentRun> runs, AgentRunPhase phase, int limit) {
    return runs.stream()
        .filter(run -> status(run).phase() == phase)
        .filter(run -> run.getFinalizers().isEmpty() && !run.isMarkedForDeletion())
        .sorted(OLDEST_FIRST.reversed())
        .skip(limit)
        .toList();
  }

  /** Records the last of the runs that have become final. */
  static SympoziumScheduleStatus withOutcome(
      SympoziumScheduleStatus status, Collection<AgentRun> runs) {
    Optional<AgentRun> last =
        runs.stream().filter(run -> RunStatus.of(run).isFinal()).max(OLDEST_FIRST);
    return last.map(run -> status.toBuilder().last(status(run).phase(), duration(run)).build())
        .orElse(status);
  }

  /**
   * Returns whether the status of a schedule will show the outcome of a final run, and does not
   * yet. A schedule that is being deleted records nothing more.
   */
  static boolean isAwaited(AgentRun run, SympoziumSchedule schedule, Instant now) {
    String completed = completedAt(run);
    return !completed.isEmpty()
        && now.isBefore(Instant.parse(completed).plus(RECORD_TIMEOUT))
        && !schedule.isMarkedForDeletion()
        && schedule.getStatus() != null
        && schedule.getStatus().active().contains(run.getMetadata().getName());
  }

  /** Returns the time from creation to completion, or an empty text if a run is not final. */
  static String duration(AgentRun run) {
    String completed = completedAt(run);
    String created = run.getMetadata().getCreationTimestamp();
    return completed.isEmpty()
        ? ""
        : Durations.format(Duration.between(Instant.parse(created), Instant.parse(completed)));
  }

  private static String completedAt(AgentRun run) {
    return Objects.requireNonNullElse(status(run).completedAt(), "");
  }

  static AgentRunStatus status(AgentRun run) {
    return Objects.requireNonNullElseGet(run.getStatus(), AgentRunStatus::empty);
  }
}
