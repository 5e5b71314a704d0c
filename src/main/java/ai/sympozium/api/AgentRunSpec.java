package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of work for an agent. Immutable: what was asked is what is recorded. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AgentRunSpec(
    @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription("Name of the SympoziumInstance in the run's namespace.")
        String instanceRef,
    @Required
        @Size(min = 1, max = 131072)
        @JsonPropertyDescription("What the agent is asked to do.")
        String task,
    @JsonPropertyDescription("Name of the agent within the instance, told to the model.")
        @Nullable String agentId,
    @JsonPropertyDescription("Key of the conversation that the run belongs to, told to the model.")
        @Nullable String sessionKey,
    @Size(max = 131072)
        @JsonPropertyDescription("System prompt of this run, instead of the instance's.")
        @Nullable String systemPrompt,
    @JsonPropertyDescription("The model; what is absent comes from the instance.")
        @Nullable ModelSpec model,
    @Size(max = 16)
        @JsonPropertyDescription("The packs of this run. Absent or empty: those of the instance.")
        List<SkillRef> skills,
    @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription(
            "How long the run may take from its creation, for example 90s or 1h30m. Absent: the"
                + " instance's runTimeout, else 10m.")
        @Nullable String timeout,
    @Default("delete")
        @JsonPropertyDescription(
            "What becomes of the ended pod: delete, or keep for a look at its logs. Rights end in"
                + " both cases.")
        CleanupPolicy cleanup,
    @Min(0)
        @JsonPropertyDescription(
            "After how many seconds the ended run is deleted, with its transcript. Absent: it stays"
                + " as long as the instance's history has room for it.")
        @Nullable Long ttlSecondsAfterFinished,
    @JsonPropertyDescription("Secrets for private images, beside the instance's.")
        List<PullSecret> imagePullSecrets) {

  public AgentRunSpec {
    skills = skills == null ? List.of() : List.copyOf(skills);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    cleanup = cleanup == null ? CleanupPolicy.DELETE : cleanup;
  }
}
