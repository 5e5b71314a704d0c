package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.operator.agentrun.cache.RunLister;
import ai.sympozium.operator.sympoziumschedule.decision.RunSlot;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the dispatcher for each schedule that is due or has changed. Has its own threads, so that
 * thousands of schedules that are due together do not delay other controllers. One thread waits for
 * the earliest time.
 */
@ApplicationScoped
public class ScheduleTimer {
  private static final Logger LOG = Logger.getLogger(ScheduleTimer.class);

  /** Enough for a thousand runs in seconds, and few enough to leave the API server to others. */
  private static final int WORKERS = 16;

  /** Bounds the delay after a change of the system's clock. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);

  private static final Duration ONE_MILLI = Duration.ofMillis(1);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);
  private static final String BY_UID = "uid-prefix";

  private final ScheduleDispatcher dispatcher;
  private final RunLister runs;
  private final InstantSource clock;
  private final DueQueue<ResourceID> queue = new DueQueue<>();
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          WORKERS,
          WORKERS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofVirtual().factory());
  private volatile @Nullable IndexerResourceCache<SympoziumSchedule> schedules;
  private boolean started;
  private boolean stopped;

  ScheduleTimer(ScheduleDispatcher dispatcher, RunLister runs, InstantSource clock) {
    this.dispatcher = dispatcher;
    this.runs = runs;
    this.clock = clock;
  }

  /** Uses the cache of the controller, which only the leader fills. */
  void useCache(IndexerResourceCache<SympoziumSchedule> cache) {
    cache.addIndexer(
        BY_UID,
        schedule ->
            List.of(
                indexKey(
                    schedule.getMetadata().getNamespace(),
                    RunSlot.uidPrefix(schedule.getMetadata().getUid()))));
    schedules = cache;
  }

  /** Dispatches a schedule that has changed when it needs work. */
  void changed(SympoziumSchedule schedule) {
    if (!dispatcher.hasWritten(schedule)) {
      CachedSchedules.nextWork(schedule, clock.instant())
          .ifPresent(next -> wake(ResourceID.fromResource(schedule), next));
    }
  }

  /** Dispatches the schedule of a run that is final or deleted. */
  public void changed(AgentRun run) {
    if (!ScheduledRuns.isActive(run)
        || runs.run(run.getMetadata().getNamespace(), run.getMetadata().getName()).isEmpty()) {
      scheduleOf(run)
          .ifPresent(schedule -> wake(ResourceID.fromResource(schedule), clock.instant()));
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
                cache.byIndex(BY_UID, indexKey(run.getMetadata().getNamespace(), uid)).stream()
                    .filter(schedule -> name.startsWith(RunSlot.namePrefix(schedule)))
                    .findFirst());
  }

  private synchronized void wake(ResourceID schedule, Instant at) {
    if (stopped) {
      return;
    }
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("schedule-timer").start(this::run);
    }
    queue.wake(schedule, at);
    notifyAll();
  }

  private void run() {
    try {
      while (true) {
        takeDue().forEach(schedule -> workers.execute(() -> dispatch(schedule)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  private void dispatch(ResourceID schedule) {
    @Nullable Instant next = clock.instant().plus(RETRY);
    try {
      next = dispatcher.dispatch(schedule).orElse(null);
    } catch (RuntimeException e) {
      LOG.warnf(
          "schedule %s in %s: %s. It is repeated in %d s.",
          schedule.getName(),
          schedule.getNamespace().orElse(""),
          e.getMessage(),
          RETRY.toSeconds());
    }
    done(schedule, next);
  }

  private synchronized void done(ResourceID schedule, @Nullable Instant next) {
    queue.done(schedule, next, clock.instant());
    notifyAll();
  }

  /** Ends the work before the lease is released. Crash-safe: each step can be the last one. */
  void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
    synchronized (this) {
      stopped = true;
    }
    workers.shutdown();
    if (!workers.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.warn("schedules are still being dispatched");
    }
  }

  private static String indexKey(String namespace, String uidPrefix) {
    return namespace + "/" + uidPrefix;
  }
}
