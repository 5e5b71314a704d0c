package ai.sympozium.integration.crash;

import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.ProxiedRequest;
import ai.sympozium.integration.proxy.RunRequestLog;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Records the writes of one run and holds the run at its crash point. */
public final class WriteTrap {
  private final Optional<CrashPoint> point;
  private final RunRequestLog log =
      new RunRequestLog("r" + UUID.randomUUID().toString().substring(0, 8));
  private final CountDownLatch reached = new CountDownLatch(1);
  private volatile boolean armed;
  private volatile @Nullable ProxiedRequest held;

  private WriteTrap(Optional<CrashPoint> point) {
    this.point = point;
  }

  /** Creates a trap that holds a new run at a crash point. */
  public static WriteTrap at(CrashPoint point) {
    return new WriteTrap(Optional.of(point));
  }

  /** Creates a trap that only records the writes of a new run. */
  public static WriteTrap recordOnly() {
    return new WriteTrap(Optional.empty());
  }

  public String run() {
    return log.run();
  }

  /** Starts to record. Earlier writes do not count. */
  public void arm() {
    armed = true;
  }

  public List<String> writes() {
    return log.writes();
  }

  /** Whether the run is held at its crash point. */
  public boolean isReached() {
    return reached.getCount() == 0;
  }

  /**
   * Whether the run can complete without its crash point: a repetition after a conflict, or a kind
   * of write that may be missing.
   */
  public boolean mayBeSkipped(Predicate<String> mayBeMissing) {
    return point.filter(p -> p.isRepetition() || mayBeMissing.test(p.kind())).isPresent();
  }

  boolean concerns(ProxiedRequest request) {
    return log.contains(request);
  }

  FaultAction fate(ProxiedRequest request) {
    if (!armed || !request.isWrite()) {
      return FaultAction.PASSES;
    }
    String write = log.record(request);
    if (point.isEmpty() || !point.get().write().equals(write)) {
      return FaultAction.PASSES;
    }
    held = request;
    if (point.get().before()) {
      reached.countDown();
    }
    return new FaultAction.Hangs(!point.get().before());
  }

  void answered(ProxiedRequest request) {
    if (request == held) {
      reached.countDown();
    }
  }

  @Override
  public String toString() {
    return point.map(CrashPoint::toString).orElse("undisturbed") + ", run " + run();
  }
}
