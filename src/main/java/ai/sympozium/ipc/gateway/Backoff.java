package ai.sympozium.ipc.gateway;

import java.time.Duration;

/** Returns pauses between attempts. They double from 50 ms to 5 s. */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration MAX = Duration.ofSeconds(5);

  private Duration next = FIRST;

  public Duration next() {
    var pause = next;
    var doubled = pause.multipliedBy(2);
    next = doubled.compareTo(MAX) < 0 ? doubled : MAX;
    return pause;
  }
}
