package ai.sympozium.operator.gateway.endpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run that endpoints follow: what was read of it last, and the polls that wait for changes.
 * Entries of the log arrive from this gateway's own store, or are read when another replica stores
 * them.
 */
final class FollowedRun {
  /** Another replica can have stored entries, or have changed the run. */
  static final long MAX_AGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final Set<Semaphore> polls = ConcurrentHashMap.newKeySet();

  /** Held during a read, so that a log that is stored meanwhile does not wait for it. */
  private final ReentrantLock reading = new ReentrantLock();

  private @Nullable RunSnapshot snapshot;
  private boolean changed = true;
  private long knownAt;

  FollowedRun(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Has a poll signalled when there can be changes. */
  void add(Semaphore poll) {
    polls.add(poll);
  }

  void remove(Semaphore poll) {
    polls.remove(poll);
  }

  /**
   * Returns what is known of the run, and reads it first if that can be outdated.
   *
   * @param mayRead asked before each read
   */
  Optional<RunSnapshot> latest(BooleanSupplier mayRead, Supplier<RunSnapshot> read) {
    if (isOutdated() && reading.tryLock()) {
      try {
        if (mayRead.getAsBoolean()) {
          beginRead();
          take(read.get());
        }
      } finally {
        reading.unlock();
      }
    }
    return known();
  }

  /** A change during the read causes another one. */
  private synchronized void beginRead() {
    changed = false;
  }

  private synchronized void take(RunSnapshot read) {
    RunSnapshot before = snapshot;
    if (before != null
        && before.uid().equals(read.uid())
        && before.log().last() > read.log().last()) {
      snapshot = read.withLog(before.log());
    } else {
      snapshot = read;
    }
    knownAt = nanoTime.getAsLong();
    signal();
  }

  private synchronized Optional<RunSnapshot> known() {
    return Optional.ofNullable(snapshot);
  }

  /** Takes over a log that was stored. */
  synchronized void stored(String runUID, StoredLog log) {
    if (snapshot != null && snapshot.uid().equals(runUID)) {
      if (log.last() > snapshot.log().last()) {
        snapshot = snapshot.withLog(log);
      }
      knownAt = nanoTime.getAsLong();
    } else {
      changed = true;
    }
    signal();
  }

  /** The run has changed or was deleted. */
  synchronized void changed() {
    changed = true;
    signal();
  }

  private void signal() {
    polls.forEach(Semaphore::release);
  }

  /** Whether a read is certain to show something new. */
  synchronized boolean hasChanged() {
    return snapshot == null || changed;
  }

  /** Returns the approximate number of characters that are kept. */
  synchronized long size() {
    if (snapshot == null) {
      return 0;
    }
    return snapshot.size() + (snapshot.log().entries().isEmpty() ? 0 : StoredLog.MAX_BYTES);
  }

  /** A deleted run can be created again, for a request that a client repeats. */
  private synchronized boolean isOutdated() {
    if (snapshot == null || changed || snapshot.isAbsent()) {
      return true;
    }
    return !snapshot.isComplete() && nanoTime.getAsLong() - knownAt > MAX_AGE_NANOS;
  }
}
