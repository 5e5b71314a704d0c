package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
        @Nullable Boolean suspend) {

  /** Returns whether the schedule starts no runs. */
  @JsonIgnore
  public boolean isSuspended() {
    return Boolean.TRUE.equals(suspend);
  }
}
