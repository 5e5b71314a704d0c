package ai.sympozium.operator.toolrequest;

import ai.sympozium.base.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the requests of one run in a minute. A repeated request does not count again. Each replica
 * of the operator counts for itself.
 */
final class ToolRequestRate {
  static final int MAX_PER_MINUTE = 30;

  private static final int MAX_RUNS = 4096;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Map<String, Instant>> runs = BoundedMap.byAccess(MAX_RUNS);

  ToolRequestRate(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts a request, unless the run has sent too many. */
  synchronized boolean tryAcquire(String runUID, String id) {
    Instant now = clock.instant();
    Map<String, Instant> requests = runs.computeIfAbsent(runUID, unknown -> new LinkedHashMap<>());
    requests.values().removeIf(at -> !at.plus(PERIOD).isAfter(now));
    if (requests.containsKey(id)) {
      return true;
    }
    if (requests.size() >= MAX_PER_MINUTE) {
      return false;
    }
    requests.put(id, now);
    return true;
  }
}
