package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Observed state of a run. Times are RFC 3339 with milliseconds. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentRunStatus(
    @JsonPropertyDescription("Generation of the spec that this status was computed from.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Pending, Running, Succeeded or Failed.")
        @Nullable AgentRunPhase phase,
    @JsonPropertyDescription("Name of the run's pod.") @Nullable String podName,
    @JsonPropertyDescription(
            "UID of the run's pod. The gateway rejects every other pod, whatever its name.")
        @Nullable String podUID,
    @JsonPropertyDescription("When the pod was created.") @Nullable String startedAt,
    @JsonPropertyDescription(
            "When the run became Succeeded or Failed, after its permissions were revoked.")
        @Nullable String completedAt,
    @JsonPropertyDescription(
            "The agent's answer, truncated to 8 KiB. The ConfigMap in status.transcript has the full"
                + " text.")
        @Nullable String result,
    @JsonPropertyDescription("Why the run failed and what to do.") @Nullable String error,
    @JsonPropertyDescription("Exit code of the agent's container.") @Nullable Integer exitCode,
    @JsonPropertyDescription("Tokens, tool calls and time that the run consumed.")
        @Nullable TokenUsage tokenUsage,
    @JsonPropertyDescription(
            "The skills of the run, and when their permissions were granted and revoked.")
        List<SkillStatus> skills,
    @JsonPropertyDescription(
            "ConfigMap with the full result (result.json) and every message and tool call"
                + " (transcript.jsonl).")
        @Nullable String transcript,
    @JsonPropertyDescription("Short texts for the columns of kubectl get.")
        @Nullable RunSummary summary,
    @JsonPropertyDescription(
            "Planned, PermissionsGranted, PodStarted, Succeeded and PermissionsRevoked, each with a"
                + " reason and a message.")
        List<Condition> conditions) {

  public AgentRunStatus {
    skills = skills == null ? List.of() : List.copyOf(skills);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  public static AgentRunStatus empty() {
    return new AgentRunStatus(
        null, null, null, null, null, null, null, null, null, null, List.of(), null, null,
        List.of());
  }

  /** Returns whether the run has succeeded or failed, and its permissions are revoked. */
  @JsonIgnore
  public boolean isFinal() {
    return phase != null && phase.isFinal();
  }

  /** Returns a builder that starts with the values of this status. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes some fields of a status. */
  public static final class Builder {
    private @Nullable Long observedGeneration;
    private @Nullable AgentRunPhase phase;
    private @Nullable String podName;
    private @Nullable String podUID;
    private @Nullable String startedAt;
    private @Nullable String completedAt;
    private @Nullable String result;
    private @Nullable String error;
    private @Nullable Integer exitCode;
    private @Nullable TokenUsage tokenUsage;
    private List<SkillStatus> skills;
    private @Nullable String transcript;
    private @Nullable RunSummary summary;
    private List<Condition> conditions;

    private Builder(AgentRunStatus status) {
      observedGeneration = status.observedGeneration;
      phase = status.phase;
      podName = status.podName;
      podUID = status.podUID;
      startedAt = status.startedAt;
      completedAt = status.completedAt;
      result = status.result;
      error = status.error;
      exitCode = status.exitCode;
      tokenUsage = status.tokenUsage;
      skills = status.skills;
      transcript = status.transcript;
      summary = status.summary;
      conditions = status.conditions;
    }

    public Builder observedGeneration(@Nullable Long value) {
      observedGeneration = value;
      return this;
    }

    public Builder phase(@Nullable AgentRunPhase value) {
      phase = value;
      return this;
    }

    public Builder pod(@Nullable String name, @Nullable String uid) {
      podName = name;
      podUID = uid;
      return this;
    }

    public Builder startedAt(@Nullable String value) {
      startedAt = value;
      return this;
    }

    public Builder completedAt(@Nullable String value) {
      completedAt = value;
      return this;
    }

    public Builder result(@Nullable String value) {
      result = value;
      return this;
    }

    public Builder error(@Nullable String value) {
      error = value;
      return this;
    }

    public Builder exitCode(@Nullable Integer value) {
      exitCode = value;
      return this;
    }

    public Builder tokenUsage(@Nullable TokenUsage value) {
      tokenUsage = value;
      return this;
    }

    public Builder skills(List<SkillStatus> value) {
      skills = value;
      return this;
    }

    public Builder transcript(@Nullable String value) {
      transcript = value;
      return this;
    }

    public Builder summary(@Nullable RunSummary value) {
      summary = value;
      return this;
    }

    public Builder conditions(List<Condition> value) {
      conditions = value;
      return this;
    }

    public AgentRunStatus build() {
      return new AgentRunStatus(
          observedGeneration,
          phase,
          podName,
          podUID,
          startedAt,
          completedAt,
          result,
          error,
          exitCode,
          tokenUsage,
          skills,
          transcript,
          summary,
          conditions);
    }
  }
}
