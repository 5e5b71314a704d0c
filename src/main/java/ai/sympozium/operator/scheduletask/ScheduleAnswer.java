package ai.sympozium.operator.scheduletask;

import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.schedule.CronSchedule;
import ai.sympozium.schedule.InvalidScheduleException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;

/** Describes schedules to the model. */
final class ScheduleAnswer {
  private static final int TIMES = 3;
  private static final int MAX_TASK_BYTES = 200;

  private ScheduleAnswer() {}

  /** Describes a schedule with its next three times in its own time zone. */
  static ObjectNode of(SympoziumSchedule schedule, Instant now) {
    SympoziumScheduleSpec spec = schedule.getSpec();
    String timeZone = Objects.requireNonNullElse(spec.timeZone(), "UTC");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .put("object", schedule.getMetadata().getName())
        .put("schedule", spec.schedule())
        .put("timeZone", timeZone)
        .put("task", TruncatedText.ofBytes(spec.task(), MAX_TASK_BYTES))
        .put("suspended", spec.isSuspended());
    ArrayNode times = answer.putArray("nextTimes");
    if (!spec.isSuspended()) {
      try {
        for (Instant time :
            CronSchedule.parse(spec.schedule(), spec.timeZone()).nextTimes(now, TIMES)) {
          times.add(
              DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(ZoneId.of(timeZone))));
        }
      } catch (InvalidScheduleException e) {
        // A user has changed the object while the webhook did not exist.
        answer.put("error", e.field() + ": " + e.getMessage());
      }
    }
    return answer;
  }

  /** Describes all schedules of an instance. */
  static ObjectNode of(List<SympoziumSchedule> schedules, Instant now, int max) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("maximum", max);
    ArrayNode list = answer.putArray("schedules");
    schedules.forEach(schedule -> list.add(of(schedule, now)));
    return answer;
  }
}
