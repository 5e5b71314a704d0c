package ai.sympozium.operator.sympoziumschedule;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Merge patches of the status (RFC 7386). They contain only the fields that change, so a schedule
 * of which only a part is known can be written. The API server rejects a patch if the schedule has
 * changed since it was read.
 */
final class StatusPatch {
  private StatusPatch() {}

  /**
   * Returns the patch from one status to another as JSON.
   *
   * @param schedule has the UID and the version that was read
   */
  static String of(
      ObjectMapper json,
      SympoziumSchedule schedule,
      @Nullable SympoziumScheduleStatus from,
      SympoziumScheduleStatus to) {
    ObjectNode before =
        tree(json, Objects.requireNonNullElseGet(from, SympoziumScheduleStatus::empty));
    ObjectNode after = tree(json, to);
    ObjectNode patch = json.createObjectNode();
    patch
        .putObject("metadata")
        .put("uid", schedule.getMetadata().getUid())
        .put("resourceVersion", schedule.getMetadata().getResourceVersion());
    ObjectNode status = patch.putObject("status");
    for (var field : after.properties()) {
      JsonNode known = before.get(field.getKey());
      if (!field.getValue().equals(known)) {
        status.set(field.getKey(), field.getValue());
      }
    }
    before
        .fieldNames()
        .forEachRemaining(name -> {
          if (!after.has(name)) {
            status.putNull(name);
          }
        });
    return patch.toString();
  }

  private static ObjectNode tree(ObjectMapper json, SympoziumScheduleStatus status) {
    return json.valueToTree(status);
  }
}
