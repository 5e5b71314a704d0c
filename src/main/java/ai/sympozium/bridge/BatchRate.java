package ai.sympozium.bridge;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Rate of batches: the first ones come at once, each further one after a pause. */
final class BatchRate {
  /** Batches that are sent without a pause. */
  static final int BURST = 8;

  /** Pause for each further batch. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private long nextAllowed;

  /** Waits for a time. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * Creates a rate.
   *
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  BatchRate(LongSupplier nanoTime, Sleeper sleeper) {
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.nextAllowed = earliest(nanoTime.getAsLong());
  }

  /** Waits until the next batch may be sent. */
  void awaitTurn() throws InterruptedException {
    var now = nanoTime.getAsLong();
    nextAllowed = Math.max(nextAllowed, earliest(now)) + PAUSE.toNanos();
    if (nextAllowed > now) {
      sleeper.sleep(Duration.ofNanos(nextAllowed - now));
    }
  }

  private static long earliest(long now) {
    return now - BURST * PAUSE.toNanos();
  }
}
