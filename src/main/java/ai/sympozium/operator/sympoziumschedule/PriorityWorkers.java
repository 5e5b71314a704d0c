package ai.sympozium.operator.sympoziumschedule;

import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs work on a few threads: all urgent work before other work, each in the order of arrival. Only
 * some pieces of other work are done at a time.
 */
final class PriorityWorkers {
  private final AtomicLong arrivals = new AtomicLong();
  private final ThreadPoolExecutor threads;
  private final Semaphore others;

  /**
   * Creates the threads.
   *
   * @param others how many pieces of other work are done at a time
   */
  PriorityWorkers(int count, int others) {
    this.others = new Semaphore(others, true);
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
    threads.execute(
        new Work(urgent, arrivals.getAndIncrement(), urgent ? action : () -> runInTurn(action)));
  }

  private void runInTurn(Runnable action) {
    others.acquireUninterruptibly();
    try {
      action.run();
    } finally {
      others.release();
    }
  }

  /** Finishes the work that was accepted. Returns whether all of it is done within the timeout. */
  boolean stop(Duration timeout) throws InterruptedException {
    threads.shutdown();
    return threads.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
