package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes the status of schedules, unless they have changed since they were read. */
@ApplicationScoped
class ScheduleWriter {
  private final KubernetesClient client;
  private final ObjectMapper json;
  private final WrittenVersions versions = new WrittenVersions();

  ScheduleWriter(KubernetesClient client, ObjectMapper json) {
    this.client = client;
    this.json = json;
  }

  /** Writes a status that differs. Returns the stored schedule. */
  SympoziumSchedule write(SympoziumSchedule schedule, SympoziumScheduleStatus status) {
    if (status.equals(schedule.getStatus())) {
      return schedule;
    }
    SympoziumSchedule written =
        client
            .resource(schedule)
            .subresource("status")
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                StatusPatch.of(json, schedule, schedule.getStatus(), status));
    versions.add(written);
    return written;
  }

  /** Returns whether this process has written this version of a schedule. */
  boolean hasWritten(SympoziumSchedule schedule) {
    return versions.contains(schedule);
  }

  /** Returns whether this process has written a later version of a schedule than a cached one. */
  boolean isAheadOf(SympoziumSchedule cached) {
    return versions.isAheadOf(cached);
  }

  /** Forgets a schedule that does not exist. */
  void forget(ResourceID schedule) {
    versions.forget(schedule);
  }
}
