package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.sympoziumschedule.decision.ObservedSchedule;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecision;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecisions;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleProgress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one schedule and acts until there is nothing to do. Reads the schedule live: its task
 * is not cached. Crash-safe: each write of the status requires the version that was read, and is
 * before the creation of its run. So two processes never start runs of different times together.
 */
@ApplicationScoped
class ScheduleDispatcher {
  /** Finds the end of a run whose event was lost. */
  private static final Duration RUN_CHECK = Duration.ofMinutes(1);

  private static final Duration REPLACE_CHECK = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final ScheduledRuns runs;
  private final EventRecorder events;
  private final InstantSource clock;

  /** More versions than this are forgotten. Their events lead to a read. */
  private static final int MAX_WRITTEN = 20_000;

  /** Versions of schedules that this process has written; their events need no work. */
  private final Map<ResourceID, String> written = new ConcurrentHashMap<>();

  ScheduleDispatcher(
      KubernetesClient client, ScheduledRuns runs, EventRecorder events, InstantSource clock) {
    this.client = client;
    this.runs = runs;
    this.events = events;
    this.clock = clock;
  }

  /** Returns whether this process has written this version of a schedule. Forgets the version. */
  boolean hasWritten(SympoziumSchedule schedule) {
    return written.remove(
        ResourceID.fromResource(schedule), schedule.getMetadata().getResourceVersion());
  }

  /** Returns when the schedule needs work again without a change. */
  Optional<Instant> dispatch(ResourceID id) {
    SympoziumSchedule schedule =
        client
            .resources(SympoziumSchedule.class)
            .inNamespace(id.getNamespace().orElseThrow())
            .withName(id.getName())
            .get();
    if (schedule == null || schedule.isMarkedForDeletion()) {
      written.remove(id);
      return Optional.empty();
    }
    return dispatch(schedule);
  }

  private Optional<Instant> dispatch(SympoziumSchedule schedule) {
    SympoziumScheduleStatus status = begin(schedule);
    while (true) {
      Instant now = clock.instant();
      switch (ScheduleDecisions.decide(
          ObservedSchedule.of(schedule, status, status.active()), now)) {
        case ScheduleDecision.Start start -> {
          status = ScheduleProgress.starting(status, start, start.slot().runName(schedule));
          write(schedule, status);
          warnMissed(schedule, start.missed());
        }
        case ScheduleDecision.Create create -> {
          Optional<String> problem = runs.create(schedule, create.run());
          if (problem.isPresent()) {
            write(schedule, rejected(schedule, status, problem.get(), now));
            return Optional.of(create.retryAt());
          }
          // Crash-safe: the run does nothing before the status shows that it is created.
          status = ScheduleProgress.started(status);
        }
        case ScheduleDecision.Abandon abandon -> status = abandon(schedule, status, abandon);
        case ScheduleDecision.Miss miss -> {
          status = ScheduleProgress.missed(status, miss);
          events.warning(schedule, "RunMissed", miss.message());
        }
        case ScheduleDecision.Replace replace -> {
          write(schedule, status);
          runs.delete(schedule, replace.runs());
          return Optional.of(now.plus(REPLACE_CHECK));
        }
        case ScheduleDecision.Wait wait -> {
          long generation = schedule.getMetadata().getGeneration();
          write(schedule, ScheduleProgress.waiting(status, wait, generation, now));
          return next(wait.until(), status.active().isEmpty() ? null : now.plus(RUN_CHECK));
        }
      }
    }
  }

  /** Reads which runs are active, and records the outcome of those that have become final. */
  private SympoziumScheduleStatus begin(SympoziumSchedule schedule) {
    SympoziumScheduleStatus stored =
        Objects.requireNonNullElseGet(schedule.getStatus(), SympoziumScheduleStatus::empty);
    List<AgentRun> found = runs.find(schedule, stored.active());
    List<String> active =
        stored.active().stream()
            .filter(name ->
                name.equals(stored.startingRun())
                    || found.stream()
                        .anyMatch(run ->
                            run.getMetadata().getName().equals(name)
                                && ScheduledRuns.isActive(run)))
            .toList();
    runs.limitHistory(schedule);
    return ScheduleProgress.begin(
        ObservedSchedule.of(schedule, ScheduleHistory.withOutcome(stored, found), active),
        clock.instant());
  }

  private SympoziumScheduleStatus rejected(
      SympoziumSchedule schedule, SympoziumScheduleStatus status, String message, Instant now) {
    if (!ScheduleProgress.isRejected(status, message)) {
      events.warning(schedule, "RunRejected", message);
    }
    return ScheduleProgress.rejected(status, message, schedule.getMetadata().getGeneration(), now);
  }

  /** A run whose creation had no response can exist. */
  private SympoziumScheduleStatus abandon(
      SympoziumSchedule schedule,
      SympoziumScheduleStatus status,
      ScheduleDecision.Abandon abandon) {
    if (runs.exists(schedule, abandon.run())) {
      return ScheduleProgress.started(status);
    }
    events.warning(schedule, "RunMissed", abandon.message());
    return ScheduleProgress.abandoned(status, abandon);
  }

  private void warnMissed(SympoziumSchedule schedule, int missed) {
    if (missed > 0) {
      events.warning(schedule, "RunMissed", missed + " earlier times of the schedule have no run.");
    }
  }

  /** Writes a status that differs, unless the schedule has changed since it was read. */
  private void write(SympoziumSchedule schedule, SympoziumScheduleStatus status) {
    if (status.equals(schedule.getStatus())) {
      return;
    }
    SympoziumSchedule changed = new SympoziumSchedule();
    changed.setMetadata(schedule.getMetadata());
    changed.setSpec(schedule.getSpec());
    changed.setStatus(status);
    String version = client.resource(changed).updateStatus().getMetadata().getResourceVersion();
    schedule.getMetadata().setResourceVersion(version);
    schedule.setStatus(status);
    if (written.size() >= MAX_WRITTEN) {
      written.clear();
    }
    written.put(ResourceID.fromResource(schedule), version);
  }

  private static Optional<Instant> next(@Nullable Instant until, @Nullable Instant check) {
    return Optional.ofNullable(
        until == null || (check != null && check.isBefore(until)) ? check : until);
  }
}
