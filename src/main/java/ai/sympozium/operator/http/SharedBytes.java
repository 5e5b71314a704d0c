package ai.sympozium.operator.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Limits the bytes that are held at one time: in total, and by one namespace. Bodies of one
 * namespace therefore never use up what bodies of another one need.
 */
final class SharedBytes {
  private final int total;
  private final int share;
  private final Map<String, Integer> holders = new HashMap<>();
  private int held;

  /**
   * @param share maximum of one namespace
   */
  SharedBytes(int total, int share) {
    this.total = total;
    this.share = share;
  }

  /** Waits for the bytes, for a short time. Returns whether they are available. */
  synchronized boolean tryHold(String namespace, int bytes, Duration maxWait) {
    long deadline = System.nanoTime() + maxWait.toNanos();
    while (held + bytes > total || heldBy(namespace) + bytes > share) {
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
    held += bytes;
    holders.merge(namespace, bytes, Integer::sum);
    return true;
  }

  synchronized void release(String namespace, int bytes) {
    held -= bytes;
    holders.computeIfPresent(
        namespace, (name, before) -> before == bytes ? null : Integer.valueOf(before - bytes));
    notifyAll();
  }

  private int heldBy(String namespace) {
    return holders.getOrDefault(namespace, 0);
  }
}
