package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Task of a run, and overrides of its instance. Immutable, so that it documents the run. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "has(self.instanceRef) ? !has(self.agentRef) || self.agentRef == self.instanceRef"
            + " : has(self.agentRef)",
    message =
        "A run needs the name of one SympoziumInstance. Set instanceRef, or agentRef, which means"
            + " the same.",
    fieldPath = ".instanceRef")
@ValidationRule(
    value =
        "!has(self.toolCall) || (!has(self.model) && !has(self.systemPrompt)"
            + " && !has(self.conversation))",
    message = "A run with a toolCall has no model. Remove model, systemPrompt and conversation.",
    fieldPath = ".toolCall")
@ValidationRule(
    value = "!has(self.conversation) || self.conversation.map(m, m.content.size()).sum() <= 262144",
    message = "The messages are too long. Use at most 262144 characters together.",
    fieldPath = ".conversation")
public record AgentRunSpec(
    @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Name of the SympoziumInstance in the run's namespace. Required, unless agentRef is"
                + " set.")
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
        @JsonPropertyDescription(
            "Packs and texts of the run. Absent or empty: those of the instance.")
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
        @Nullable RunLimits limits,
    @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription("The same as instanceRef, as newer manifests name it.")
        @Nullable String agentRef,
    @JsonPropertyDescription("Run that this run belongs to. Recorded as labels of this run.")
        @Nullable ParentRun parent,
    @Size(max = 256)
        @JsonPropertyDescription(
            "Earlier messages of the conversation, which the model gets before the task. Together at"
                + " most 262144 characters.")
        List<ConversationMessage> conversation,
    @JsonPropertyDescription(
            "Call of a skill's tool that the run performs without a model. Its result is that of"
                + " the tool, and it has no other skill. The task describes the call for people.")
        @Nullable ToolCallSpec toolCall) {

  public AgentRunSpec {
    instanceRef = instanceRef == null ? Objects.requireNonNullElse(agentRef, "") : instanceRef;
    skills = skills == null ? List.of() : List.copyOf(skills);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    env = env == null ? Map.of() : Map.copyOf(env);
    conversation = conversation == null ? List.of() : List.copyOf(conversation);
    cleanup = cleanup == null ? CleanupPolicy.DELETE : cleanup;
  }

  /** Creates the spec of a run that has no parent, no earlier messages and no tool call. */
  public AgentRunSpec(
      String instanceRef,
      String task,
      @Nullable String agentId,
      @Nullable String sessionKey,
      @Nullable String systemPrompt,
      @Nullable ModelSpec model,
      List<SkillRef> skills,
      @Nullable String timeout,
      CleanupPolicy cleanup,
      @Nullable Long ttlSecondsAfterFinished,
      List<LocalObjectReference> imagePullSecrets,
      Map<String, String> env,
      @Nullable ToolPolicy toolPolicy,
      @Nullable RunLimits limits) {
    this(
        instanceRef,
        task,
        agentId,
        sessionKey,
        systemPrompt,
        model,
        skills,
        timeout,
        cleanup,
        ttlSecondsAfterFinished,
        imagePullSecrets,
        env,
        toolPolicy,
        limits,
        null,
        null,
        List.of(),
        null);
  }
}
