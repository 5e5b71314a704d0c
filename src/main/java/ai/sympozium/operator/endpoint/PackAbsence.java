package ai.sympozium.operator.endpoint;

import ai.sympozium.base.BoundedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Time since which each instance misses its pack. A chart that is replaced deletes the pack and
 * installs it again: its endpoints keep their keys meanwhile.
 *
 * <p>A restart of the operator begins the time again.
 */
final class PackAbsence {
  static final Duration GRACE_PERIOD = Duration.ofMinutes(1);

  /** A deleted instance is not reported here. Beyond this number, the oldest begins again. */
  static final int MAX_INSTANCES = 16_384;

  private final Map<String, Instant> since = BoundedMap.byInsertion(MAX_INSTANCES);

  /** Returns the time until the endpoint is deleted: zero or negative when it is due. */
  Duration remaining(String instanceUid, Instant now) {
    Instant begin = since.computeIfAbsent(instanceUid, uid -> now);
    return Duration.between(now, begin.plus(GRACE_PERIOD));
  }

  void end(String instanceUid) {
    since.remove(instanceUid);
  }
}
