package ai.sympozium.operator.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits work of requests that needs much memory or calls others: few pieces are done at a time.
 * Others wait for a short time, and are rejected then.
 */
public final class WaitingTurns {
  private final Semaphore turns;
  private final Duration maxWait;
  private final Supplier<GatewayException> rejection;

  /** Work of a request. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T get() throws E;
  }

  /**
   * Creates a limit.
   *
   * @param atATime how many pieces are done at a time
   */
  public WaitingTurns(int atATime, Duration maxWait, Supplier<GatewayException> rejection) {
    this.turns = new Semaphore(atATime, true);
    this.maxWait = maxWait;
    this.rejection = rejection;
  }

  /** Does the work as soon as it is its turn. */
  public <T, E extends Exception> T get(Work<T, E> work) throws E {
    try {
      if (!turns.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw rejection.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw rejection.get();
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
