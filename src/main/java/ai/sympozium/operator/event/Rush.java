package ai.sympozium.operator.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether many runs are being started at once. While they are, what is only told waits: the pods of
 * the last would else queue behind the stories of the first.
 */
@ApplicationScoped
public class Rush {
  private static final int MANY = 32;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();
  private int underWay;

  /** One more start is under way; {@link #ended} has to follow. */
  public void begun() {
    change(1);
  }

  public void ended() {
    change(-1);
  }

  public boolean isOn() {
    lock.lock();
    try {
      return underWay >= MANY;
    } finally {
      lock.unlock();
    }
  }

  private void change(int by) {
    lock.lock();
    try {
      underWay += by;
      if (underWay < MANY) {
        over.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the rush is over, and after two seconds in any case. */
  void awaitEnd() {
    lock.lock();
    try {
      long left = LONGEST_WAIT.toNanos();
      while (underWay >= MANY && left > 0) {
        left = over.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
