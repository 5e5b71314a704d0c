package ai.sympozium.operator.kube;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets what is urgent go before what can wait, while there is much of it, and not for ever. */
public class PriorityGate {
  private final int many;
  private final Duration longestWait;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition few = lock.newCondition();
  private int underWay;

  /**
   * A precedence of its own.
   *
   * @param many from how many urgent calls on the others wait
   * @param longestWait how long each of them waits at most
   */
  public PriorityGate(int many, Duration longestWait) {
    this.many = many;
    this.longestWait = longestWait;
  }

  public void first(Runnable urgent) {
    first(() -> {
      urgent.run();
      return true;
    });
  }

  public <T> T first(Supplier<T> urgent) {
    change(1);
    try {
      return urgent.get();
    } finally {
      change(-1);
    }
  }

  /** Whether so much is urgent that the others have to wait. */
  public boolean isOn() {
    lock.lock();
    try {
      return underWay >= many;
    } finally {
      lock.unlock();
    }
  }

  private void change(int by) {
    lock.lock();
    try {
      underWay += by;
      if (underWay < many) {
        few.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until not much is urgent any more, and no longer than the longest wait in all. */
  public void giveWay() {
    lock.lock();
    try {
      long left = longestWait.toNanos();
      while (underWay >= many && left > 0) {
        left = few.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
