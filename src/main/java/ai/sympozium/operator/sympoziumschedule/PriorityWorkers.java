package ai.sympozium.operator.sympoziumschedule;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs work on a few threads: all urgent work before other work, each in the order of arrival. Only
 * some pieces of other work have a place at a time. The rest waits without a thread, so that urgent
 * work finds one.
 */
final class PriorityWorkers {
  private final AtomicLong arrivals = new AtomicLong();
  private final ThreadPoolExecutor threads;
  private final Queue<Work> waiting = new ArrayDeque<>();
  private int places;
  private boolean stopped;

  /**
   * Creates the threads.
   *
   * @param others how many pieces of other work are done at a time
   */
  PriorityWorkers(int count, int others) {
    this.places = others;
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            Thread.ofVirtual().factory());
  }

  private record Work(boolean urgent, long arrival, Runnable action)
      implements Runnable, Comparable<Work> {
    private static final Comparator<Work> ORDER =
        Comparator.comparing(Work::urgent).reversed().thenComparing(Work::arrival);

    @Override
    public int compareTo(Work other) {
      return ORDER.compare(this, other);
    }

    @Override
    public void run() {
      action.run();
    }
  }

  /**
   * Runs an action on a thread.
   *
   * @throws RejectedExecutionException after {@link #stop}
   */
  void run(boolean urgent, Runnable action) {
    Work work =
        new Work(urgent, arrivals.getAndIncrement(), urgent ? action : () -> runInPlace(action));
    if (!waitsForPlace(work)) {
      threads.execute(work);
    }
  }

  private synchronized boolean waitsForPlace(Work work) {
    if (stopped) {
      throw new RejectedExecutionException("the workers are stopped");
    }
    if (work.urgent()) {
      return false;
    }
    if (places == 0) {
      waiting.add(work);
      return true;
    }
    places--;
    return false;
  }

  private void runInPlace(Runnable action) {
    try {
      action.run();
    } finally {
      leavePlace();
    }
  }

  private synchronized void leavePlace() {
    Work next = threads.isShutdown() ? null : waiting.poll();
    if (next == null) {
      places++;
    } else {
      threads.execute(next);
    }
    notifyAll();
  }

  /** Finishes the work that was accepted. Returns whether all of it is done within the timeout. */
  boolean stop(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean allHavePlaces = awaitPlaces(deadline);
    return threads.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
        && allHavePlaces;
  }

  /** Accepts no more work. Work that waits for a place until the deadline is not done. */
  private synchronized boolean awaitPlaces(long deadline) throws InterruptedException {
    stopped = true;
    try {
      long left = deadline - System.nanoTime();
      while (!waiting.isEmpty() && left > 0 && !threads.isShutdown()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = deadline - System.nanoTime();
      }
    } finally {
      threads.shutdown();
    }
    return waiting.isEmpty();
  }
}
