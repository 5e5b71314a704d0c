package ai.sympozium.endpoint.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Limits the runs at a time. Requests above the limit wait: a free slot goes to the clients in
 * turn, so that a client with many requests does not delay the others.
 */
public final class RunSlots {
  private final Limits limits;
  private final Map<String, Deque<CompletableFuture<Boolean>>> waiting = new LinkedHashMap<>();
  private int waitingRequests;
  private int used;

  /**
   * Limits of runs and requests.
   *
   * @param running runs at a time
   * @param waiting waiting requests of all clients
   * @param maxWait longest wait of a request
   * @param retryAfter time after which a rejected client may try again
   */
  public record Limits(int running, int waiting, Duration maxWait, Duration retryAfter) {
    /** A client may use half of the queue, so that others find a place. */
    int waitingOfClient() {
      return (waiting + 1) / 2;
    }
  }

  /** The permission to run, until it is closed. */
  public final class Slot implements AutoCloseable {
    private boolean released;

    private Slot() {}

    @Override
    public void close() {
      synchronized (RunSlots.this) {
        if (!released) {
          released = true;
          release();
        }
      }
    }
  }

  public RunSlots(Limits limits) {
    this.limits = limits;
  }

  /**
   * Waits for a slot.
   *
   * @throws BusyException if too many requests wait, or the wait took too long
   * @throws RunCancelledException if the request was cancelled meanwhile
   */
  public Slot acquire(String client, Cancellation cancellation) throws InterruptedException {
    var place = enter(client);
    if (place == null) {
      return new Slot();
    }
    cancellation.onCancel(() -> place.complete(false));
    if (await(place)) {
      return new Slot();
    }
    leave(client, place);
    if (cancellation.isCancelled()) {
      throw new RunCancelledException();
    }
    throw new BusyException(limits.retryAfter());
  }

  public synchronized int waitingRequests() {
    return waitingRequests;
  }

  public synchronized int running() {
    return used;
  }

  /** Takes a slot and returns null, or returns a place in the queue. */
  private synchronized @Nullable CompletableFuture<Boolean> enter(String client) {
    if (used < limits.running() && waitingRequests == 0) {
      used++;
      return null;
    }
    var queue = waiting.get(client);
    if (waitingRequests >= limits.waiting()
        || (queue != null && queue.size() >= limits.waitingOfClient())) {
      throw new BusyException(limits.retryAfter());
    }
    var place = new CompletableFuture<Boolean>();
    waiting.computeIfAbsent(client, first -> new ArrayDeque<>()).add(place);
    waitingRequests++;
    return place;
  }

  private boolean await(CompletableFuture<Boolean> place) throws InterruptedException {
    try {
      return place.get(limits.maxWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // False, unless the slot was given away at the same moment.
      return !place.complete(false) && place.getNow(false);
    } catch (InterruptedException e) {
      if (!place.complete(false) && place.getNow(false)) {
        synchronized (this) {
          release();
        }
      }
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void leave(String client, CompletableFuture<Boolean> place) {
    var queue = waiting.get(client);
    if (queue != null && queue.remove(place)) {
      waitingRequests--;
      if (queue.isEmpty()) {
        waiting.remove(client);
      }
    }
  }

  /** Gives the slot to the next waiting request. */
  private void release() {
    while (!waiting.isEmpty()) {
      var client = waiting.entrySet().iterator().next();
      var place = client.getValue().remove();
      waitingRequests--;
      waiting.remove(client.getKey());
      if (!client.getValue().isEmpty()) {
        waiting.put(client.getKey(), client.getValue());
      }
      if (place.complete(true)) {
        return;
      }
    }
    used--;
  }
}
