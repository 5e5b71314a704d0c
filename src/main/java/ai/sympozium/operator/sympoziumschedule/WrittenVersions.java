package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Versions of schedules that this process has written: their events need no work. An event can
 * arrive before the response to its write, so a reader asks again when the write is done.
 */
final class WrittenVersions {
  /** With more schedules than this, the versions are forgotten. Their events lead to a read. */
  private static final int MAX_SCHEDULES = 20_000;

  /** The last two: a start writes twice, and the event of the first write can be late. */
  private final Map<ResourceID, List<String>> versions = new ConcurrentHashMap<>();

  void add(SympoziumSchedule schedule) {
    if (versions.size() >= MAX_SCHEDULES) {
      versions.clear();
    }
    String version = schedule.getMetadata().getResourceVersion();
    versions.merge(
        ResourceID.fromResource(schedule),
        List.of(version),
        (known, added) -> List.of(known.getLast(), version));
  }

  boolean contains(SympoziumSchedule schedule) {
    return versions
        .getOrDefault(ResourceID.fromResource(schedule), List.of())
        .contains(schedule.getMetadata().getResourceVersion());
  }

  void forget(ResourceID schedule) {
    versions.remove(schedule);
  }
}
