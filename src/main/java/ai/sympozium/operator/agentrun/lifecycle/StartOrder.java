package ai.sympozium.operator.agentrun.lifecycle;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.cache.RunEventSources;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Starts runs that a person or a program waits for before the runs of schedules. Thousands of
 * schedules can be due in the same minute: without an order, each other run would wait for the
 * requests of all of them.
 */
@ApplicationScoped
public class StartOrder {
  /** Enough to use an API server, and few enough to leave it soon to another run. */
  private static final int SCHEDULED_AT_A_TIME = 4;

  /** With a bound, schedules make progress beside any number of other runs. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

  /** Finds a waiting run whose trigger was lost, for example because it was changed meanwhile. */
  private static final Duration REPEAT = Duration.ofSeconds(2);

  private final Consumer<AgentRun> trigger;
  private final int atATime;
  private final Duration longestWait;
  private final Map<ResourceID, AgentRun> waiting = new LinkedHashMap<>();
  private int scheduled;
  private int others;

  @Inject
  StartOrder(RunEventSources sources) {
    this(sources::trigger, SCHEDULED_AT_A_TIME, LONGEST_WAIT);
  }

  StartOrder(Consumer<AgentRun> trigger, int atATime, Duration longestWait) {
    this.trigger = trigger;
    this.atATime = atATime;
    this.longestWait = longestWait;
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
      giveWay();
      return start.get();
    } finally {
      endScheduled();
    }
  }

  /** Waits while other runs are being started. The wait is short, however many there are. */
  public synchronized void giveWay() {
    long deadline = System.nanoTime() + longestWait.toNanos();
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
    if (scheduled >= atATime) {
      waiting.putIfAbsent(ResourceID.fromResource(run), run);
      return false;
    }
    waiting.remove(ResourceID.fromResource(run));
    scheduled++;
    return true;
  }

  private void endScheduled() {
    nextScheduled().forEach((id, run) -> trigger.accept(run));
  }

  /** Takes as many waiting runs as places are free. */
  private synchronized Map<ResourceID, AgentRun> nextScheduled() {
    scheduled--;
    Map<ResourceID, AgentRun> next = new LinkedHashMap<>();
    waiting.entrySet().stream()
        .limit(atATime - scheduled)
        .forEach(entry -> next.put(entry.getKey(), entry.getValue()));
    next.keySet().forEach(waiting::remove);
    return next;
  }
}
