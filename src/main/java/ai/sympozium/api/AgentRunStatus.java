package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a run. Times are RFC 3339 with milliseconds. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentRunStatus(
    @JsonPropertyDescription("Generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Pending, Running, Succeeded or Failed.")
        @Nullable AgentRunPhase phase,
    @JsonPropertyDescription("Name of the run's pod.") @Nullable String podName,
    @JsonPropertyDescription("UID of the run's pod; the gateway listens to no other.")
        @Nullable String podUID,
    @JsonPropertyDescription("When the pod was created.") @Nullable String startedAt,
    @JsonPropertyDescription("When the run became final, its rights being gone.")
        @Nullable String completedAt,
    @JsonPropertyDescription(
            "The agent's answer, cut to 8 KiB; whole in the transcript's ConfigMap.")
        @Nullable String result,
    @JsonPropertyDescription("Why the run failed: what, where, what to do.") @Nullable String error,
    @JsonPropertyDescription("Exit code of the agent's container.") @Nullable Integer exitCode,
    @JsonPropertyDescription("What the run consumed.") @Nullable TokenUsage tokenUsage,
    @JsonPropertyDescription("The run's skills and the life of their rights.")
        List<SkillStatus> skills,
    @JsonPropertyDescription(
            "ConfigMap with the whole result (result.json) and every message and tool call"
                + " (transcript.jsonl).")
        @Nullable String transcript,
    @JsonPropertyDescription("The run in a few words.") @Nullable RunSummary summary,
    @JsonPropertyDescription(
            "Planned, PermissionsGranted, PodStarted, Succeeded, PermissionsRevoked: each with reason and"
                + " message.")
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
}
