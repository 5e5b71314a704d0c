package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Desired runs of a schedule: which task, when, and of which instance. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SympoziumScheduleSpec(
    @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription("Name of the SympoziumInstance in the schedule's namespace.")
        String instanceRef,
    @Required
        @Size(min = 1, max = 253)
        @JsonPropertyDescription(
            "Times as five cron fields (minute, hour, day of the month, month, day of the week), or"
                + " one of @hourly, @daily, @weekly, @monthly and @yearly.")
        String schedule,
    @Size(min = 1, max = 63)
        @JsonPropertyDescription(
            "Time zone of the schedule, for example Europe/Berlin. Default: UTC.")
        @Nullable String timeZone,
    @Required @Size(min = 1, max = 131072) @JsonPropertyDescription("Task of each run.")
        String task,
    @JsonPropertyDescription("Whether the schedule starts no runs. Default: false.")
        @Nullable Boolean suspend,
    @Default("Forbid")
        @JsonPropertyDescription(
            "Policy for a time that is due while an earlier run of the schedule is active. Forbid:"
                + " the new run waits for its end. Allow: both are active. Replace: the earlier run"
                + " is deleted, and the new run starts when its permissions are revoked.")
        ConcurrencyPolicy concurrencyPolicy,
    @Min(10)
        @Max(31_536_000)
        @JsonPropertyDescription(
            "Seconds after a time in which its run may still start. Absent: no limit. Of several"
                + " times that have no run yet, only the last one gets a run.")
        @Nullable Long startingDeadlineSeconds,
    @Default("scheduled")
        @JsonPropertyDescription(
            "When the first run starts: at the first time of the schedule (scheduled), or at once"
                + " (immediate).")
        FirstTick firstTick,
    @Min(0)
        @Max(3600)
        @JsonPropertyDescription(
            "Maximum delay of a run in seconds, so that schedules of the same time do not all start"
                + " together. The delay of a time never changes. Default: 0.")
        @Nullable Long jitterSeconds,
    @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription(
            "Maximum duration of each run, for example 90s or 1h30m. Default: the runTimeout of the"
                + " instance, otherwise 10m.")
        @Nullable String timeout,
    @Min(0)
        @JsonPropertyDescription(
            "Seconds after which a finished run of the schedule is deleted. Absent: only the limits"
                + " of the history apply.")
        @Nullable Long ttlSecondsAfterFinished,
    @Min(0)
        @Max(1000)
        @JsonPropertyDescription(
            "Number of succeeded runs that are kept. Absent: only the runHistoryLimit of the"
                + " instance applies.")
        @Nullable Integer successfulRunsHistoryLimit,
    @Min(0)
        @Max(1000)
        @JsonPropertyDescription(
            "Number of failed runs that are kept. Absent: only the runHistoryLimit of the instance"
                + " applies.")
        @Nullable Integer failedRunsHistoryLimit,
    @Default("scheduled")
        @JsonPropertyDescription(
            "Purpose of the schedule: heartbeat, scheduled or sweep. Its runs have it as the label"
                + " sympozium.ai/schedule-type.")
        ScheduleType type,
    @JsonProperty("notify")
        @JsonPropertyDescription("Messages about the outcomes of the runs. Absent: none.")
        @Nullable ScheduleNotification notification,
    @JsonPropertyDescription("Accepted without effect, because runs keep no memory.")
        @Nullable Boolean includeMemory) {

  public SympoziumScheduleSpec {
    type = type == null ? ScheduleType.SCHEDULED : type;
    concurrencyPolicy = concurrencyPolicy == null ? ConcurrencyPolicy.FORBID : concurrencyPolicy;
    firstTick = firstTick == null ? FirstTick.SCHEDULED : firstTick;
  }

  /** Returns a schedule with the defaults of all other fields. */
  public static SympoziumScheduleSpec of(
      String instanceRef, String schedule, @Nullable String timeZone, String task) {
    return new SympoziumScheduleSpec(
        instanceRef,
        schedule,
        timeZone,
        task,
        null,
        ConcurrencyPolicy.FORBID,
        null,
        FirstTick.SCHEDULED,
        null,
        null,
        null,
        null,
        null,
        ScheduleType.SCHEDULED,
        null,
        null);
  }

  /** Returns this schedule with other times and another task. */
  public SympoziumScheduleSpec with(
      String schedule, @Nullable String timeZone, String task, @Nullable Boolean suspend) {
    return new SympoziumScheduleSpec(
        instanceRef,
        schedule,
        timeZone,
        task,
        suspend,
        concurrencyPolicy,
        startingDeadlineSeconds,
        firstTick,
        jitterSeconds,
        timeout,
        ttlSecondsAfterFinished,
        successfulRunsHistoryLimit,
        failedRunsHistoryLimit,
        type,
        notification,
        includeMemory);
  }

  /** Returns this schedule without its task, which can be large. */
  public SympoziumScheduleSpec withoutTask() {
    return with(schedule, timeZone, "", suspend);
  }

  /** Returns whether the schedule starts no runs. */
  @JsonIgnore
  public boolean isSuspended() {
    return Boolean.TRUE.equals(suspend);
  }
}
