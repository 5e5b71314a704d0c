package ai.sympozium.base;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Limits an amount, for example of bytes, that is held at one time: in total, and by one holder. So
 * one holder never uses up what another one needs.
 */
public final class SharedBudget {
  private final int total;
  private final int share;
  private final Map<String, Integer> holders = new HashMap<>();
  private int held;

  /**
   * Creates a budget.
   *
   * @param share maximum of one holder
   */
  public SharedBudget(int total, int share) {
    this.total = total;
    this.share = share;
  }

  /** Waits for an amount, for a short time. Returns whether it is available. */
  public synchronized boolean tryHold(String holder, int amount, Duration maxWait) {
    long deadline = System.nanoTime() + maxWait.toNanos();
    while (!isAvailable(holder, amount)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    add(holder, amount);
    return true;
  }

  /** Holds an amount if it is available at once. Returns whether it is. */
  public synchronized boolean tryHold(String holder, int amount) {
    if (!isAvailable(holder, amount)) {
      return false;
    }
    add(holder, amount);
    return true;
  }

  public synchronized void release(String holder, int amount) {
    held -= amount;
    holders.computeIfPresent(
        holder, (name, before) -> before == amount ? null : Integer.valueOf(before - amount));
    notifyAll();
  }

  /** Returns the amount that all holders have together. */
  public synchronized int held() {
    return held;
  }

  private boolean isAvailable(String holder, int amount) {
    return held + amount <= total && holders.getOrDefault(holder, 0) + amount <= share;
  }

  private void add(String holder, int amount) {
    held += amount;
    holders.merge(holder, amount, Integer::sum);
  }
}
