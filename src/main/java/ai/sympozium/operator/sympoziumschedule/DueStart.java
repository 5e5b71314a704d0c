package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecision;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Creates the run of a schedule that is due with one request, if the cache has the task. The cached
 * schedule decides whether it is due. Crash-safe: the run does nothing until the dispatcher has
 * recorded it, see {@link ScheduledRunGate}, and its name lets a second creation find it.
 */
@ApplicationScoped
class DueStart {
  private final KubernetesClient client;
  private final ScheduledRuns runs;
  private final ScheduleWriter writer;
  private final InstantSource clock;

  DueStart(
      KubernetesClient client, ScheduledRuns runs, ScheduleWriter writer, InstantSource clock) {
    this.client = client;
    this.runs = runs;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * A run that exists, and is not recorded yet.
   *
   * @param at when the schedule was due
   */
  record Created(String run, Instant at) {}

  /**
   * Creates the run that is due. Returns nothing if the dispatcher has to decide on what is stored.
   * If the cache lags behind a record of this process, the run may have existed: a second one of
   * its name would do the work again.
   */
  Optional<Created> start(SympoziumSchedule cached) {
    Instant now = clock.instant();
    if (writer.isAheadOf(cached) || decide(cached, now).isEmpty()) {
      return Optional.empty();
    }
    return withTask(cached)
        .flatMap(schedule ->
            decide(schedule, now)
                .map(start -> start.slot().runName(schedule))
                .filter(run -> runs.create(schedule, run).isEmpty())
                .map(run -> new Created(run, now)));
  }

  /** Reads a schedule whose task is too long for the cache. */
  private Optional<SympoziumSchedule> withTask(SympoziumSchedule cached) {
    return CachedSchedules.hasTask(cached)
        ? Optional.of(cached)
        : Optional.ofNullable(client.resource(cached).get());
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
