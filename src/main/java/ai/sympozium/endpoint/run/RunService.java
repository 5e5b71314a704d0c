package ai.sympozium.endpoint.run;

import ai.sympozium.base.SympoziumException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Performs requests: waits for a slot, creates the run and follows it. A run that is not followed
 * to its end is cancelled, because no client would read its answer.
 */
public final class RunService {
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final AgentRuns runs;
  private final RunSlots slots;
  private final Duration idleInterval;

  /** Runs that continue without their clients. */
  private final Map<String, Cancellation> background = new ConcurrentHashMap<>();

  private final Set<String> cancelling = ConcurrentHashMap.newKeySet();

  /**
   * Creates a service.
   *
   * @param idleInterval time without events after which a listener is notified
   */
  public RunService(AgentRuns runs, RunSlots slots, Duration idleInterval) {
    this.runs = runs;
    this.slots = slots;
    this.idleInterval = idleInterval;
  }

  /**
   * Performs a request and waits for its result.
   *
   * @throws BusyException if the instance has no place for the request
   * @throws RunCancelledException if the request was cancelled
   */
  public EndpointRunResult perform(NewRun run, Cancellation cancellation, RunListener listener)
      throws InterruptedException {
    try (var slot = slots.acquire(run.client(), cancellation)) {
      create(run);
      return finish(run.id(), cancellation, listener);
    }
  }

  /**
   * Starts a run that continues without its client, and returns when the run exists. {@link
   * #cancel} stops it.
   */
  public void start(NewRun run) throws InterruptedException {
    var cancellation = new Cancellation();
    var slot = slots.acquire(run.client(), cancellation);
    try {
      create(run.withoutReplica());
    } catch (SympoziumException | InterruptedException e) {
      slot.close();
      throw e;
    }
    var id = run.id();
    background.put(id, cancellation);
    // The thread must not keep the conversation.
    Thread.ofVirtual().name("background").start(() -> finishInBackground(id, cancellation, slot));
  }

  /** Cancels a run, on whatever replica it was started. */
  public void cancel(String id) {
    var cancellation = background.get(id);
    if (cancellation != null) {
      cancellation.cancel();
    }
    runs.cancel(id);
  }

  /** Follows a run that exists, and returns its result. The run continues after a cancellation. */
  public EndpointRunResult follow(String id, Cancellation cancellation, RunListener listener)
      throws InterruptedException {
    try (var events = runs.follow(id)) {
      cancellation.onCancel(events::close);
      listener.created();
      while (!cancellation.isCancelled()) {
        switch (events.next(idleInterval)) {
          case null -> listener.idle();
          case RunEvent.Text text -> listener.text(text.delta());
          case RunEvent.Activity activity -> listener.activity(activity.description());
          case RunEvent.Finished end -> {
            return end.result();
          }
        }
      }
    }
    throw new RunCancelledException();
  }

  /** Waits until the cancelled runs are deleted, for a limited time. */
  public void awaitCancellations(Duration atMost) {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (!cancelling.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void create(NewRun run) throws InterruptedException {
    try {
      runs.create(run);
    } catch (RunsUnavailableException | InterruptedException e) {
      // The outcome can be unknown.
      cancelLater(run.id());
      throw e;
    }
  }

  private EndpointRunResult finish(String id, Cancellation cancellation, RunListener listener)
      throws InterruptedException {
    var finished = false;
    try {
      var result = follow(id, cancellation, listener);
      finished = true;
      return result;
    } finally {
      if (!finished) {
        cancelLater(id);
      }
    }
  }

  private void finishInBackground(String id, Cancellation cancellation, RunSlots.Slot slot) {
    try (slot) {
      finish(id, cancellation, RunListener.NONE);
    } catch (RunCancelledException e) {
      // The client that has cancelled knows.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      background.remove(id);
    }
  }

  /** Crash-safe: the operator cancels the runs of a process that was killed. */
  private void cancelLater(String id) {
    cancelling.add(id);
    Thread.ofVirtual()
        .name("cancel")
        .start(() -> {
          try {
            runs.cancel(id);
          } finally {
            cancelling.remove(id);
          }
        });
  }
}
