package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import ai.sympozium.operator.agentrun.cache.RunLister;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Starts runs that a person or a program waits for before the runs of schedules. Thousands of
 * schedules can be due in the same minute: without an order, each other run would wait for the
 * requests of all of them.
 */
@ApplicationScoped
public class StartOrder {
  /**
   * Enough to use an API server, and few enough to leave it soon to another run. One namespace gets
   * half of it, so that slow starts of one tenant do not stop the schedules of others.
   */
  private static final int SCHEDULED_AT_A_TIME = 8;

  /** With a bound, schedules make progress beside any number of other runs. */
  private static final Duration MAX_WAIT = Duration.ofMillis(200);

  /**
   * Finds a waiting run whose trigger was lost, for example because it was changed meanwhile. Long,
   * because thousands of runs can wait.
   */
  private static final Duration REPEAT = Duration.ofSeconds(10);

  private final Predicate<AgentRun> trigger;
  private final int atATime;
  private final Duration maxWait;
  private final Map<ResourceID, AgentRun> waiting = new LinkedHashMap<>();
  private final Map<String, Integer> scheduled = new HashMap<>();
  private int others;

  @Inject
  StartOrder(RunLister runs, RunEventSources sources) {
    this(run -> triggerLiving(runs, sources, run), SCHEDULED_AT_A_TIME, MAX_WAIT);
  }

  /**
   * Creates an order.
   *
   * @param trigger triggers a reconcile of a run; false if the run does not exist any more or is
   *     being deleted
   */
  StartOrder(Predicate<AgentRun> trigger, int atATime, Duration maxWait) {
    this.trigger = trigger;
    this.atATime = atATime;
    this.maxWait = maxWait;
  }

  private static boolean triggerLiving(RunLister runs, RunEventSources sources, AgentRun run) {
    Optional<AgentRun> cached =
        runs.run(run.getMetadata().getNamespace(), run.getMetadata().getName())
            .filter(found -> !found.isMarkedForDeletion());
    cached.ifPresent(sources::trigger);
    return cached.isPresent();
  }

  /** Starts a run that does not belong to a schedule, at once. */
  public UpdateControl<AgentRun> start(Supplier<UpdateControl<AgentRun>> start) {
    begin();
    try {
      return start.get();
    } finally {
      end();
    }
  }

  /** Starts a run of a schedule now, or triggers its reconcile when it is its turn. */
  public UpdateControl<AgentRun> startScheduled(
      AgentRun run, Supplier<UpdateControl<AgentRun>> start) {
    if (!beginScheduled(run)) {
      return UpdateControl.<AgentRun>noUpdate().rescheduleAfter(REPEAT);
    }
    try {
      awaitOtherStarts();
      return start.get();
    } finally {
      endScheduled(run.getMetadata().getNamespace());
    }
  }

  /** Waits while other runs are being started. The wait is short, however many there are. */
  public synchronized void awaitOtherStarts() {
    long deadline = System.nanoTime() + maxWait.toNanos();
    try {
      while (others > 0) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
          return;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void begin() {
    others++;
  }

  private synchronized void end() {
    others--;
    notifyAll();
  }

  private synchronized boolean beginScheduled(AgentRun run) {
    String namespace = run.getMetadata().getNamespace();
    if (!hasPlace(namespace)) {
      waiting.putIfAbsent(ResourceID.fromResource(run), run);
      return false;
    }
    waiting.remove(ResourceID.fromResource(run));
    scheduled.merge(namespace, 1, Integer::sum);
    return true;
  }

  private boolean hasPlace(String namespace) {
    int all = scheduled.values().stream().mapToInt(Integer::intValue).sum();
    return all < atATime && scheduled.getOrDefault(namespace, 0) < (atATime + 1) / 2;
  }

  /**
   * Gives the place to the run that waits longest. A run that was deleted while it waited does not
   * take it.
   */
  private void endScheduled(String namespace) {
    removeScheduled(namespace);
    Optional<AgentRun> next = nextScheduled();
    while (next.isPresent() && !trigger.test(next.get())) {
      next = nextScheduled();
    }
  }

  private synchronized void removeScheduled(String namespace) {
    scheduled.computeIfPresent(namespace, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Takes the run that waits longest among those that may start now. */
  private synchronized Optional<AgentRun> nextScheduled() {
    Optional<AgentRun> next =
        waiting.values().stream()
            .filter(run -> hasPlace(run.getMetadata().getNamespace()))
            .findFirst();
    next.ifPresent(run -> waiting.remove(ResourceID.fromResource(run)));
    return next;
  }
}
