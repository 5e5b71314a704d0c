package ai.sympozium.operator.grant;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the end of rights go before the clearing away of what gives none any more. When hundreds of
 * runs end at once, the bindings of the last would else queue behind the pods of the first.
 */
final class Precedence {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition clear = lock.newCondition();
  private int underWay;

  void first(Runnable urgent) {
    change(1);
    try {
      urgent.run();
    } finally {
      change(-1);
    }
  }

  private void change(int by) {
    lock.lock();
    try {
      underWay += by;
      if (underWay == 0) {
        clear.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing urgent is under way, and no longer than a second in all. */
  void giveWay() {
    lock.lock();
    try {
      long left = LONGEST_WAIT.toNanos();
      while (underWay > 0 && left > 0) {
        left = clear.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
