package ai.sympozium.agent.model.http;

import ai.sympozium.agent.model.ModelException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Waits between attempts for one message, within the time that the run has left. */
final class RetryPolicy {
  private static final int MAX_FAULTS = 6;
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(15);

  private final Instant deadline;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final ModelListener listener;
  private final Instant started;
  private int attempts;
  private int faults;

  RetryPolicy(Instant deadline, InstantSource clock, Sleeper sleeper, ModelListener listener) {
    this.deadline = deadline;
    this.clock = clock;
    this.sleeper = sleeper;
    this.listener = listener;
    this.started = clock.instant();
  }

  /**
   * Waits until the next attempt.
   *
   * @throws ModelException if another attempt does not help, or the run has no time for it
   */
  void await(Failure failure) throws ModelException, InterruptedException {
    attempts++;
    if (failure.kind() == Failure.Kind.PERMANENT) {
      throw new ModelException(failure.message());
    }
    if (failure.kind() == Failure.Kind.FAULT && ++faults == MAX_FAULTS) {
      throw new ModelException(failure.message() + " (tried " + attempts + " times)");
    }
    var pause = pause(failure);
    var now = clock.instant();
    if (now.plus(pause).isAfter(deadline)) {
      throw new ModelException(
          failure.message()
              + " (waited "
              + Duration.between(started, now).toSeconds()
              + " s; the next attempt in "
              + pause.toSeconds()
              + " s is after the end of the run)");
    }
    listener.waiting(failure.message(), pause);
    sleeper.sleep(pause);
  }

  private Duration pause(Failure failure) {
    var asked = failure.retryAfter();
    if (asked != null && asked.isPositive()) {
      return asked;
    }
    var backoff = Duration.ofSeconds(1L << Math.min(attempts - 1, 10));
    return backoff.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : backoff;
  }
}
