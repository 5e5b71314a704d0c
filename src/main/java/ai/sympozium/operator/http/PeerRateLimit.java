package ai.sympozium.operator.http;

import ai.sympozium.base.BoundedMap;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits events per second. Each peer has a share that no other peer can use up. Above its share, a
 * peer uses a rest that all peers have in common. Pods of a node can have one address, so the rest
 * is larger than a share.
 */
public final class PeerRateLimit {
  private static final int MAX_PEERS = 4096;

  private final Rate share;
  private final LongSupplier nanoTime;
  private final Bucket rest;
  private final Map<String, Bucket> shares = BoundedMap.byAccess(MAX_PEERS);

  /**
   * Number of events that are allowed.
   *
   * @param perSecond permanently
   * @param burst at once, after a pause
   */
  public record Rate(double perSecond, double burst) {}

  public PeerRateLimit(Rate share, Rate rest, LongSupplier nanoTime) {
    this.share = share;
    this.nanoTime = nanoTime;
    this.rest = new Bucket(rest, nanoTime.getAsLong());
  }

  /** Counts one event of a peer, unless it exceeds the limit. */
  public synchronized boolean tryAcquire(String peer) {
    long now = nanoTime.getAsLong();
    return shares.computeIfAbsent(peer, unknown -> new Bucket(share, now)).tryTake(now)
        || rest.tryTake(now);
  }

  private static final class Bucket {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final Rate rate;
    private double left;
    private long filled;

    Bucket(Rate rate, long now) {
      this.rate = rate;
      left = rate.burst();
      filled = now;
    }

    boolean tryTake(long now) {
      double added = (now - filled) / NANOS_PER_SECOND * rate.perSecond();
      left = Math.min(rate.burst(), left + added);
      filled = now;
      if (left < 1) {
        return false;
      }
      left -= 1;
      return true;
    }
  }
}
