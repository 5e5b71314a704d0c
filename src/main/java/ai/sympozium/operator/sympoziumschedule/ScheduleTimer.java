package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.agentrun.lifecycle.StartOrder;
import ai.sympozium.operator.agentrun.status.RunStatus;
import ai.sympozium.operator.kube.LogKeys;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import ai.sympozium.operator.sympoziumschedule.decision.ScheduleProgress;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the dispatcher for each schedule that is due or has changed. Has its own threads, so that
 * thousands of schedules that are due together do not delay other controllers. One thread waits for
 * the earliest time. All runs that are due are created before other work on schedules.
 */
@ApplicationScoped
public class ScheduleTimer {
  private static final Logger LOG = Logger.getLogger(ScheduleTimer.class);

  /** Enough for a thousand runs in seconds, and few enough to leave the API server to others. */
  private static final int WORKERS = 8;

  /** Only the creation of runs must be quick. Runs that others start need the API server too. */
  private static final int RECORDS_AT_A_TIME = 4;

  /** Bounds the delay after a change of the system's clock. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);

  private static final Duration ONE_MILLI = Duration.ofMillis(1);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
  private static final String BY_UID = "uid-prefix";

  private final DueStart dueStart;
  private final ScheduleDispatcher dispatcher;
  private final ScheduleWriter writer;
  private final RunLister runs;
  private final RunEventSources triggers;
  private final StartOrder order;
  private final InstantSource clock;
  private final DueQueue<ResourceID> queue = new DueQueue<>();

  /** Schedules that have changed while they are being worked on. */
  private final Set<ResourceID> changed = new HashSet<>();

  private final PriorityWorkers workers = new PriorityWorkers(WORKERS, RECORDS_AT_A_TIME);
  private volatile @Nullable IndexerResourceCache<SympoziumSchedule> schedules;
  private boolean started;
  private boolean stopped;

  ScheduleTimer(
      DueStart dueStart,
      ScheduleDispatcher dispatcher,
      ScheduleWriter writer,
      RunLister runs,
      RunEventSources triggers,
      StartOrder order,
      InstantSource clock) {
    this.dueStart = dueStart;
    this.dispatcher = dispatcher;
    this.writer = writer;
    this.runs = runs;
    this.triggers = triggers;
    this.order = order;
    this.clock = clock;
  }

  /** Uses the cache of the controller, which only the leader fills. */
  void useCache(IndexerResourceCache<SympoziumSchedule> cache) {
    cache.addIndexer(BY_UID, schedule -> List.of(ScheduledRunIndex.keyOf(schedule)));
    schedules = cache;
  }

  /**
   * Dispatches a schedule that has changed when it needs work. Starts the runs that its status
   * shows as created.
   */
  void changed(SympoziumSchedule schedule) {
    ScheduleProgress.createdRuns(schedule).stream()
        .flatMap(name -> runs.run(schedule.getMetadata().getNamespace(), name).stream())
        .filter(run -> !RunStatus.of(run).isStarted() && ScheduledRuns.isActive(run))
        .forEach(triggers::trigger);
    if (!writer.hasWritten(schedule)) {
      CachedSchedules.nextWork(schedule, clock.instant())
          .ifPresent(next -> changed(ResourceID.fromResource(schedule), next));
    }
  }

  /** The event of an own write can arrive before its response. So it is judged after the work. */
  private synchronized void changed(ResourceID schedule, Instant next) {
    if (queue.isTaken(schedule)) {
      changed.add(schedule);
    } else {
      schedule(schedule, next);
    }
  }

  /** Dispatches the schedule of a run that is final or deleted. */
  public void changed(AgentRun run) {
    if (!ScheduledRuns.isActive(run)
        || runs.run(run.getMetadata().getNamespace(), run.getMetadata().getName()).isEmpty()) {
      scheduleOf(run)
          .ifPresent(schedule -> schedule(ResourceID.fromResource(schedule), clock.instant()));
    }
  }

  /** Returns the cached schedule of which a run can be by its name. */
  Optional<SympoziumSchedule> scheduleOf(AgentRun run) {
    IndexerResourceCache<SympoziumSchedule> cache = schedules;
    String name = run.getMetadata().getName();
    return cache == null
        ? Optional.empty()
        : RunSlot.uidPrefixOf(name)
            .flatMap(uid ->
                cache
                    .byIndex(BY_UID, ScheduledRunIndex.key(run.getMetadata().getNamespace(), uid))
                    .stream()
                    .filter(schedule -> name.startsWith(RunSlot.namePrefix(schedule)))
                    .findFirst());
  }

  private synchronized void schedule(ResourceID schedule, Instant at) {
    if (stopped) {
      return;
    }
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("schedule-timer").start(this::run);
    }
    queue.schedule(schedule, at);
    notifyAll();
  }

  private void run() {
    try {
      while (true) {
        takeDue().forEach(schedule -> workers.run(true, () -> begin(schedule)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(ResourceID id) {
    order.awaitOtherStarts();
    Supplier<Optional<Instant>> rest = () -> dispatcher.dispatch(id);
    try {
      Optional<DueStart.Created> created = cached(id).flatMap(dueStart::start);
      if (created.isPresent()) {
        rest = () -> dispatcher.record(id, created.get());
      }
    } catch (RuntimeException e) {
      try (var log = logKeys(id)) {
        LOG.debug("the dispatcher continues", e);
      }
    }
    Supplier<Optional<Instant>> work = rest;
    workers.run(false, () -> work(id, work));
  }

  /** Waits until schedules are due. Returns none after a pause, so that the clock is read again. */
  private synchronized List<ResourceID> takeDue() throws InterruptedException {
    List<ResourceID> due = stopped ? List.of() : queue.take(clock.instant());
    if (due.isEmpty()) {
      wait(pause().toMillis());
    }
    return due;
  }

  private Duration pause() {
    Duration left =
        queue
            .earliest()
            .map(due -> Duration.between(clock.instant(), due).plusMillis(1))
            .orElse(MAX_PAUSE);
    return left.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : left.isPositive() ? left : ONE_MILLI;
  }

  private void work(ResourceID schedule, Supplier<Optional<Instant>> work) {
    order.awaitOtherStarts();
    @Nullable Instant next;
    try (var log = logKeys(schedule)) {
      next = attempt(work, clock.instant().plus(RETRY));
    }
    done(schedule, next);
  }

  private static @Nullable Instant attempt(
      Supplier<Optional<Instant>> work, @Nullable Instant repetition) {
    try {
      return work.get().orElse(null);
    } catch (RuntimeException e) {
      LOG.warnf("%s. The work is repeated in %d s.", e.getMessage(), RETRY.toSeconds());
      return repetition;
    }
  }

  private static LogKeys.Scope logKeys(ResourceID schedule) {
    return LogKeys.ofSchedule(schedule.getNamespace().orElse(""), schedule.getName());
  }

  private synchronized void done(ResourceID schedule, @Nullable Instant next) {
    boolean foreign =
        changed.remove(schedule) && cached(schedule).filter(writer::hasWritten).isEmpty();
    queue.done(schedule, foreign ? clock.instant() : next, clock.instant());
    notifyAll();
  }

  private Optional<SympoziumSchedule> cached(ResourceID schedule) {
    return Optional.ofNullable(schedules).flatMap(cache -> cache.get(schedule));
  }

  /** Dispatches a schedule whose status does not show an existing run. */
  void unrecorded(SympoziumSchedule schedule) {
    schedule(ResourceID.fromResource(schedule), clock.instant());
  }

  /** Returns whether this process is working on a schedule. Its cached status will change. */
  synchronized boolean isWorkingOn(SympoziumSchedule schedule) {
    return queue.isTaken(ResourceID.fromResource(schedule));
  }

  /** Ends the work before the lease is released. Crash-safe: each step can be the last one. */
  void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
    synchronized (this) {
      stopped = true;
    }
    if (!workers.stop(STOP_TIMEOUT)) {
      LOG.warn("schedules are still being dispatched");
    }
  }
}
