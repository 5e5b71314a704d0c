package ai.sympozium.ipc.gateway;

import java.time.Duration;

/**
 * Returns pauses between attempts. They double from 50 ms to 5 s. A server can request a longer
 * pause, but not more than 5 s.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration MAX = Duration.ofSeconds(5);

  private Duration next = FIRST;
  private Duration requested = Duration.ZERO;

  public Duration next() {
    var pause = next.compareTo(requested) > 0 ? next : requested;
    next = limited(next.multipliedBy(2));
    requested = Duration.ZERO;
    return pause;
  }

  /** Extends the next pause to the one that the server requests. */
  void request(Duration pause) {
    requested = limited(pause);
  }

  private static Duration limited(Duration pause) {
    return pause.compareTo(MAX) < 0 ? pause : MAX;
  }
}
