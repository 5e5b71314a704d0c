package ai.sympozium.operator.kube;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Delays other calls while urgent calls are in progress, for a bounded time. Revocations use it to
 * take precedence over starts of runs.
 */
public class PriorityGate {
  private final Duration maxWait;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int urgentCalls;

  /**
   * Creates a gate.
   *
   * @param maxWait how long {@link #awaitTurn} waits at most
   */
  public PriorityGate(Duration maxWait) {
    this.maxWait = maxWait;
  }

  /** Runs an urgent call. Other calls wait until it returns. */
  public void runUrgent(Runnable call) {
    add(1);
    try {
      call.run();
    } finally {
      add(-1);
    }
  }

  /** Waits until no urgent call is in progress, or until the maximum wait has passed. */
  public void awaitTurn() {
    lock.lock();
    try {
      long remaining = maxWait.toNanos();
      while (urgentCalls > 0 && remaining > 0) {
        remaining = idle.awaitNanos(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  boolean isContended() {
    lock.lock();
    try {
      return urgentCalls > 0;
    } finally {
      lock.unlock();
    }
  }

  private void add(int calls) {
    lock.lock();
    try {
      urgentCalls += calls;
      if (urgentCalls == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
