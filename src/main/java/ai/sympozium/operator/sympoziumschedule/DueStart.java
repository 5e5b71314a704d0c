package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecision;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleProgress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Creates the run of a schedule that is due with two requests: the patch of the status, whose
 * response has the task, and the creation. The cached schedule decides whether it is due; the API
 * server rejects the patch if the cache is not current. Crash-safe: the status names the run before
 * it is created, and the dispatcher continues from there.
 */
@ApplicationScoped
class DueStart {
  private final ScheduleWriter writer;
  private final ScheduledRuns runs;
  private final InstantSource clock;

  DueStart(ScheduleWriter writer, ScheduledRuns runs, InstantSource clock) {
    this.writer = writer;
    this.runs = runs;
    this.clock = clock;
  }

  /**
   * Records and creates the run that is due.
   *
   * @return the schedule without its task, with the status that names the run; empty if the
   *     dispatcher has to decide on what is stored
   */
  Optional<SympoziumSchedule> start(SympoziumSchedule cached) {
    Optional<ScheduleDecision.Start> start = decide(cached, clock.instant());
    if (start.isEmpty()) {
      return Optional.empty();
    }
    String run = start.get().slot().runName(cached);
    try {
      SympoziumSchedule schedule =
          writer.write(cached, ScheduleProgress.starting(cached.getStatus(), start.get(), run));
      if (runs.create(schedule, run).isPresent()) {
        return Optional.empty();
      }
      schedule.setSpec(schedule.getSpec().withoutTask());
      return Optional.of(schedule);
    } catch (KubernetesClientException e) {
      if (ApiErrors.isConflict(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A schedule with active runs, missed times or a request needs the complete decision. */
  static Optional<ScheduleDecision.Start> decide(SympoziumSchedule cached, Instant now) {
    return CachedSchedules.decide(cached, now)
        .filter(decision -> !cached.isMarkedForDeletion())
        .filter(ScheduleDecision.Start.class::isInstance)
        .map(ScheduleDecision.Start.class::cast)
        .filter(start -> start.slot().time() != null && start.missed() == 0);
  }
}
