package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.sympoziumschedule.decision.ObservedSchedule;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecision;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleDecisions;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleProgress;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleReason;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one schedule and acts until there is nothing to do. Reads the schedule live.
 * Crash-safe: each write of the status requires the version that was read, and a run does nothing
 * before it is recorded. So two processes never start runs of different times together.
 */
@ApplicationScoped
class ScheduleDispatcher {
  /** Finds the end of a run whose event was lost. */
  private static final Duration RUN_CHECK = Duration.ofMinutes(1);

  private static final Duration REPLACE_CHECK = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final ScheduledRuns runs;
  private final ScheduleWriter writer;
  private final OutcomeNotifier notifier;
  private final EventRecorder events;
  private final InstantSource clock;

  ScheduleDispatcher(
      KubernetesClient client,
      ScheduledRuns runs,
      ScheduleWriter writer,
      OutcomeNotifier notifier,
      EventRecorder events,
      InstantSource clock) {
    this.client = client;
    this.runs = runs;
    this.writer = writer;
    this.notifier = notifier;
    this.events = events;
    this.clock = clock;
  }

  /** Returns when the schedule needs work again without a change. */
  Optional<Instant> dispatch(ResourceID id) {
    return live(id).flatMap(this::dispatch);
  }

  /**
   * Records the run that {@link DueStart} has created, with one write. If the schedule has changed,
   * it is dispatched like any other.
   *
   * @return when the schedule needs work again without a change
   */
  Optional<Instant> record(ResourceID id, DueStart.Created created) {
    return live(id).flatMap(schedule -> record(schedule, created));
  }

  private Optional<Instant> record(SympoziumSchedule schedule, DueStart.Created created) {
    Optional<ScheduleDecision.Start> start =
        DueStart.decide(schedule, created.at())
            .filter(found -> found.slot().runName(schedule).equals(created.run()));
    if (start.isPresent()) {
      SympoziumScheduleStatus status =
          ScheduleProgress.started(
              ScheduleProgress.starting(schedule.getStatus(), start.get(), created.run()));
      Instant now = clock.instant();
      if (ScheduleDecisions.decide(ObservedSchedule.of(schedule, status, status.active()), now)
          instanceof ScheduleDecision.Wait wait) {
        return await(schedule, status, wait, now);
      }
      write(schedule, status);
    }
    return dispatch(schedule);
  }

  private Optional<SympoziumSchedule> live(ResourceID id) {
    SympoziumSchedule schedule =
        client
            .resources(SympoziumSchedule.class)
            .inNamespace(id.getNamespace().orElseThrow())
            .withName(id.getName())
            .get();
    if (schedule == null || schedule.isMarkedForDeletion()) {
      writer.forget(id);
      return Optional.empty();
    }
    return Optional.of(schedule);
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
          warn(schedule, ScheduleReason.RUN_MISSED, miss.message());
        }
        case ScheduleDecision.Replace replace -> {
          write(schedule, status);
          runs.delete(schedule, replace.runs());
          return Optional.of(now.plus(REPLACE_CHECK));
        }
        case ScheduleDecision.Wait wait -> {
          Optional<Instant> next = await(schedule, status, wait, now);
          // Crash-safe: after this write, no other process can record these runs.
          runs.deleteUnrecorded(schedule);
          return next;
        }
      }
    }
  }

  private Optional<Instant> await(
      SympoziumSchedule schedule,
      SympoziumScheduleStatus status,
      ScheduleDecision.Wait wait,
      Instant now) {
    long generation = schedule.getMetadata().getGeneration();
    write(schedule, ScheduleProgress.waiting(status, wait, generation, now));
    return next(wait.until(), status.active().isEmpty() ? null : now.plus(RUN_CHECK));
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
    found.stream()
        .filter(run -> !ScheduledRuns.isActive(run))
        .forEach(run -> notifier.runIsFinal(schedule, run));
    return ScheduleProgress.begin(
        ObservedSchedule.of(schedule, ScheduleHistory.withOutcome(stored, found), active),
        schedule.getMetadata().getGeneration(),
        clock.instant());
  }

  private SympoziumScheduleStatus rejected(
      SympoziumSchedule schedule, SympoziumScheduleStatus status, String message, Instant now) {
    if (!ScheduleProgress.isRejected(status, message)) {
      warn(schedule, ScheduleReason.RUN_REJECTED, message);
    }
    return ScheduleProgress.rejected(status, message, schedule.getMetadata().getGeneration(), now);
  }

  /**
   * A run whose creation had no response can exist. The run of a time is too late: it has done
   * nothing, and is deleted after the status is written. A requested or first run is never too
   * late.
   */
  private SympoziumScheduleStatus abandon(
      SympoziumSchedule schedule,
      SympoziumScheduleStatus status,
      ScheduleDecision.Abandon abandon) {
    if (RunSlot.timeOf(abandon.run()).isEmpty() && runs.exists(schedule, abandon.run())) {
      return ScheduleProgress.started(status);
    }
    warn(schedule, ScheduleReason.RUN_MISSED, abandon.message());
    return ScheduleProgress.abandoned(status, abandon);
  }

  private void warnMissed(SympoziumSchedule schedule, int missed) {
    if (missed > 0) {
      warn(
          schedule,
          ScheduleReason.RUN_MISSED,
          missed + " earlier times of the schedule have no run.");
    }
  }

  private void warn(SympoziumSchedule schedule, ScheduleReason reason, String message) {
    events.warning(schedule, reason.value(), message);
  }

  /** Each write requires the version of the one before it. */
  private void write(SympoziumSchedule schedule, SympoziumScheduleStatus status) {
    SympoziumSchedule written = writer.write(schedule, status);
    schedule.getMetadata().setResourceVersion(written.getMetadata().getResourceVersion());
    schedule.setStatus(status);
    // Crash-safe: the status has the outcomes of the runs that this deletes.
    runs.limitHistory(schedule);
  }

  private static Optional<Instant> next(@Nullable Instant until, @Nullable Instant check) {
    return Optional.ofNullable(
        until == null || (check != null && check.isBefore(until)) ? check : until);
  }
}
