package ai.sympozium.endpoint.auth;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Limits the requests of each client for each minute. Counts authenticated clients only. */
public final class KeyRateLimits {
  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  /** An issuer of tokens can have any number of clients. */
  private static final int MAX_BUCKETS = 10_000;

  private final int perMinute;
  private final int burst;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /**
   * Decision about one request.
   *
   * @param remaining requests that the client may send at once
   * @param retryAfterSeconds 0 if the request is allowed
   */
  public record Decision(boolean allowed, long remaining, long retryAfterSeconds) {}

  /**
   * Creates limits.
   *
   * @param perMinute 0 for no limit
   * @param burst requests that are allowed at once
   */
  public KeyRateLimits(int perMinute, int burst, TimeMeter time) {
    this.perMinute = perMinute;
    this.burst = Math.max(1, burst);
    this.time = time;
  }

  /** Counts one request, unless it exceeds the limit. */
  public Decision count(String client) {
    if (perMinute == 0) {
      return new Decision(true, Integer.MAX_VALUE, 0);
    }
    if (buckets.size() >= MAX_BUCKETS && !buckets.containsKey(client)) {
      // A full bucket equals a new one.
      buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= burst);
    }
    var probe =
        buckets.computeIfAbsent(client, first -> newBucket()).tryConsumeAndReturnRemaining(1);
    return new Decision(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        Math.ceilDiv(probe.getNanosToWaitForRefill(), NANOS_PER_SECOND));
  }

  /** Returns the limit for the header of a response; 0 for no limit. */
  public int perMinute() {
    return perMinute;
  }

  int buckets() {
    return buckets.size();
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .withCustomTimePrecision(time)
        .build();
  }
}
