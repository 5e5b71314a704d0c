package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.agentrun.lifecycle.StartGate;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleProgress;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Delays a run of a schedule until the status of the schedule shows that it is created. Crash-safe:
 * a run that is deleted before that has done nothing, so its creation can be repeated, and one that
 * was created too late never starts. A final run is kept until the schedule has its outcome.
 */
@ApplicationScoped
class ScheduledRunGate implements StartGate {
  /** The cache shows a status within this time. Later, the API server is asked. */
  private static final Duration CACHE_DELAY = Duration.ofSeconds(2);

  /**
   * Delay while the schedule is being worked on. Long, because thousands of runs can wait. The
   * event of the schedule ends it earlier, unless the status of the schedule is not cached.
   */
  private static final Duration WORK_DELAY = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final ScheduleTimer timer;
  private final InstantSource clock;

  ScheduledRunGate(KubernetesClient client, ScheduleTimer timer, InstantSource clock) {
    this.client = client;
    this.timer = timer;
    this.clock = clock;
  }

  @Override
  public boolean isScheduled(AgentRun run) {
    return RunSlot.uidPrefixOf(run.getMetadata().getName()).isPresent();
  }

  @Override
  public Optional<Duration> delay(AgentRun run) {
    String name = run.getMetadata().getName();
    if (!isScheduled(run)) {
      return Optional.empty();
    }
    Optional<SympoziumSchedule> cached = timer.scheduleOf(run);
    if (cached.map(ScheduleProgress::createdRuns).filter(runs -> runs.contains(name)).isPresent()) {
      return Optional.empty();
    }
    // The event of the schedule starts the run.
    Optional<SympoziumSchedule> inWork = cached.filter(timer::isWorkingOn);
    if (inWork.isPresent()) {
      return inWork.map(schedule -> schedule.getStatus() == null ? CACHE_DELAY : WORK_DELAY);
    }
    if (!isRecent(run)) {
      if (isOpenLive(run)) {
        return Optional.empty();
      }
      // A process was stopped between the creation of the run and its record.
      cached.ifPresent(timer::unrecorded);
    }
    return Optional.of(CACHE_DELAY);
  }

  private boolean isRecent(AgentRun run) {
    return clock
        .instant()
        .isBefore(Instant.parse(run.getMetadata().getCreationTimestamp()).plus(CACHE_DELAY));
  }

  /** A new leader can complete its cache of runs before that of schedules. */
  @Override
  public Optional<Duration> deletionDelay(AgentRun run) {
    if (!isScheduled(run)) {
      return Optional.empty();
    }
    return timer
        .scheduleOf(run)
        .filter(schedule -> schedule.getStatus() != null)
        .or(() -> liveScheduleOf(run))
        .filter(schedule -> ScheduleHistory.isAwaited(run, schedule, clock.instant()))
        .map(schedule -> CACHE_DELAY);
  }

  private Optional<SympoziumSchedule> liveScheduleOf(AgentRun run) {
    return live(run).flatMap(live -> owner(live).flatMap(owner -> schedule(live, owner)));
  }

  /** Only the owner reference, which the cache does not have, decides on ownership. */
  private boolean isOpenLive(AgentRun run) {
    Optional<AgentRun> live = live(run);
    Optional<OwnerReference> owner = live.flatMap(ScheduledRunGate::owner);
    if (owner.isEmpty()) {
      return live.isPresent();
    }
    return schedule(live.orElseThrow(), owner.get())
        .map(ScheduleProgress::createdRuns)
        .filter(runs -> runs.contains(run.getMetadata().getName()))
        .isPresent();
  }

  private Optional<AgentRun> live(AgentRun run) {
    return Optional.ofNullable(
        client
            .resources(AgentRun.class)
            .inNamespace(run.getMetadata().getNamespace())
            .withName(run.getMetadata().getName())
            .get());
  }

  private Optional<SympoziumSchedule> schedule(AgentRun live, OwnerReference owner) {
    return Optional.ofNullable(
            client
                .resources(SympoziumSchedule.class)
                .inNamespace(live.getMetadata().getNamespace())
                .withName(owner.getName())
                .get())
        .filter(schedule -> schedule.getMetadata().getUid().equals(owner.getUid()));
  }

  private static Optional<OwnerReference> owner(AgentRun live) {
    return live.getMetadata().getOwnerReferences().stream()
        .filter(ScheduledRunGate::isSchedule)
        .findFirst();
  }

  private static boolean isSchedule(OwnerReference owner) {
    return "SympoziumSchedule".equals(owner.getKind())
        && owner.getApiVersion().startsWith(SympoziumLabels.GROUP + "/")
        && Boolean.TRUE.equals(owner.getController());
  }
}
