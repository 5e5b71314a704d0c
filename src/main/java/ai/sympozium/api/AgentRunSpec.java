package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Task of a run, and overrides of its instance. Immutable, so that it documents the run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentRunSpec(
    @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription("Name of the SympoziumInstance in the run's namespace.")
        String instanceRef,
    @Required @Size(min = 1, max = 131072) @JsonPropertyDescription("Task for the agent.")
        String task,
    @JsonPropertyDescription("Name of the agent within the instance. Part of the system prompt.")
        @Nullable String agentId,
    @JsonPropertyDescription(
            "Key of the conversation that the run belongs to. Part of the system prompt.")
        @Nullable String sessionKey,
    @Size(max = 131072)
        @JsonPropertyDescription(
            "System prompt of the run. Default: the system prompt of the instance.")
        @Nullable String systemPrompt,
    @JsonPropertyDescription("Model of the run. Absent fields default to those of the instance.")
        @Nullable ModelSpec model,
    @Size(max = 16)
        @JsonPropertyDescription("Packs of the run. Absent or empty: the packs of the instance.")
        List<SkillRef> skills,
    @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription(
            "Maximum duration of the run from its creation, for example 90s or 1h30m. Default: the"
                + " runTimeout of the instance, otherwise 10m.")
        @Nullable String timeout,
    @Default("delete")
        @JsonPropertyDescription(
            "Whether the pod is deleted when the run finishes (delete) or kept for its logs (keep)."
                + " Permissions are revoked either way.")
        CleanupPolicy cleanup,
    @Min(0)
        @JsonPropertyDescription(
            "Seconds after which a finished run and its transcript are deleted. Absent: only the"
                + " runHistoryLimit of the instance applies.")
        @Nullable Long ttlSecondsAfterFinished,
    @JsonPropertyDescription("Secrets for private images, in addition to those of the instance.")
        List<LocalObjectReference> imagePullSecrets,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Environment variables of agent and skills. Not PATH, HOME, LD_*, SYMPOZIUM_* or"
                + " options of a JVM.")
        Map<String, String> env,
    @JsonPropertyDescription(
            "Tools that the agent may use. The policy of the instance applies too.")
        @Nullable ToolPolicy toolPolicy,
    @JsonPropertyDescription(
            "Limits of the agent's work. Absent fields default to those of the instance.")
        @Nullable RunLimits limits) {

  public AgentRunSpec {
    skills = skills == null ? List.of() : List.copyOf(skills);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    env = env == null ? Map.of() : Map.copyOf(env);
    cleanup = cleanup == null ? CleanupPolicy.DELETE : cleanup;
  }
}
