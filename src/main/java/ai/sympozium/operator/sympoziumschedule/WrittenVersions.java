package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Comparator;
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

  /** Versions are decimal numbers that increase with each write. */
  private static final Comparator<String> LATER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

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

  /** Returns whether a later version of a schedule was written than this one. */
  boolean isAheadOf(SympoziumSchedule schedule) {
    List<String> written = versions.get(ResourceID.fromResource(schedule));
    return written != null
        && LATER.compare(written.getLast(), schedule.getMetadata().getResourceVersion()) > 0;
  }

  void forget(ResourceID schedule) {
    versions.remove(schedule);
  }
}
