package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Observed state of a schedule. Times are RFC 3339. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SympoziumScheduleStatus(
    @JsonPropertyDescription("Generation of the spec that this status was computed from.")
        @Nullable Long observedGeneration,
    @Size(max = 512)
        @JsonPropertyDescription(
            "Expression and time zone that the times were computed from, or suspended.")
        @Nullable String observedSchedule,
    @JsonPropertyDescription(
            "The times of the schedule until this one are decided: each has a run, or is missed.")
        @Nullable String decidedUntil,
    @JsonPropertyDescription("Run that is being created.") @Nullable String startingRun,
    @JsonPropertyDescription("The last time for which a run was created.")
        @Nullable String lastScheduleTime,
    @JsonPropertyDescription("When the next run is due. Absent: no run will start.")
        @Nullable String nextScheduleTime,
    @JsonPropertyDescription("Name of the last run.") @Nullable String lastRunName,
    @JsonPropertyDescription("Phase of the last final run: Succeeded or Failed.")
        @Nullable AgentRunPhase lastOutcome,
    @JsonPropertyDescription("Duration of the last final run, for example 2.6s or 3m5s.")
        @Nullable String lastDuration,
    @JsonPropertyDescription(
            "Value of the annotation sympozium.ai/run-now that is decided, or its hash if it has"
                + " more than 253 characters.")
        @Nullable String lastRunNow,
    @JsonPropertyDescription("Names of the active runs.") List<String> active,
    @JsonPropertyDescription("Number of times of the schedule that have no run.")
        @Nullable Long missedTicks,
    @JsonPropertyDescription("Conditions of the schedule: Ready and FieldsInEffect.")
        List<Condition> conditions) {

  public SympoziumScheduleStatus {
    active = active == null ? List.of() : List.copyOf(active);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  public static SympoziumScheduleStatus empty() {
    return new SympoziumScheduleStatus(
        null, null, null, null, null, null, null, null, null, null, List.of(), null, List.of());
  }

  /** Returns a builder that starts with the values of this status. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes some fields of a status. */
  public static final class Builder {
    private @Nullable Long observedGeneration;
    private @Nullable String observedSchedule;
    private @Nullable String decidedUntil;
    private @Nullable String startingRun;
    private @Nullable String lastScheduleTime;
    private @Nullable String nextScheduleTime;
    private @Nullable String lastRunName;
    private @Nullable AgentRunPhase lastOutcome;
    private @Nullable String lastDuration;
    private @Nullable String lastRunNow;
    private List<String> active;
    private @Nullable Long missedTicks;
    private List<Condition> conditions;

    private Builder(SympoziumScheduleStatus status) {
      observedGeneration = status.observedGeneration;
      observedSchedule = status.observedSchedule;
      decidedUntil = status.decidedUntil;
      startingRun = status.startingRun;
      lastScheduleTime = status.lastScheduleTime;
      nextScheduleTime = status.nextScheduleTime;
      lastRunName = status.lastRunName;
      lastOutcome = status.lastOutcome;
      lastDuration = status.lastDuration;
      lastRunNow = status.lastRunNow;
      active = status.active;
      missedTicks = status.missedTicks;
      conditions = status.conditions;
    }

    public Builder observed(@Nullable Long generation, @Nullable String schedule) {
      observedGeneration = generation;
      observedSchedule = schedule;
      return this;
    }

    public Builder decidedUntil(@Nullable String value) {
      decidedUntil = value;
      return this;
    }

    public Builder startingRun(@Nullable String value) {
      startingRun = value;
      return this;
    }

    public Builder lastScheduleTime(@Nullable String value) {
      lastScheduleTime = value;
      return this;
    }

    public Builder nextScheduleTime(@Nullable String value) {
      nextScheduleTime = value;
      return this;
    }

    public Builder lastRunName(@Nullable String value) {
      lastRunName = value;
      return this;
    }

    public Builder last(@Nullable AgentRunPhase outcome, @Nullable String duration) {
      lastOutcome = outcome;
      lastDuration = duration;
      return this;
    }

    public Builder lastRunNow(@Nullable String value) {
      lastRunNow = value;
      return this;
    }

    public Builder active(List<String> value) {
      active = value;
      return this;
    }

    public Builder missedTicks(@Nullable Long value) {
      missedTicks = value;
      return this;
    }

    public Builder conditions(List<Condition> value) {
      conditions = value;
      return this;
    }

    public SympoziumScheduleStatus build() {
      return new SympoziumScheduleStatus(
          observedGeneration,
          observedSchedule,
          decidedUntil,
          startingRun,
          lastScheduleTime,
          nextScheduleTime,
          lastRunName,
          lastOutcome,
          lastDuration,
          lastRunNow,
          active,
          missedTicks,
          conditions);
    }
  }
}
