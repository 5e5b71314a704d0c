package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The description of an agent: model, skills, prompt. Changes act on later runs only. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SympoziumInstanceSpec(
    @Required @JsonPropertyDescription("The agents of this instance.") Agents agents,
    @Size(max = 16) @JsonPropertyDescription("The packs of this instance's runs.")
        List<SkillRef> skills,
    @Size(max = 16)
        @JsonPropertyDescription("Keys of model providers; the one of the run's provider is used.")
        List<AuthRef> authRefs,
    @JsonPropertyDescription("What the agent is told at the start of each run.")
        @Nullable Memory memory,
    @JsonPropertyDescription("Secrets for private images.") List<PullSecret> imagePullSecrets,
    @Min(0)
        @Max(10_000)
        @Default("50")
        @JsonPropertyDescription("How many ended runs of this instance are kept; the oldest go.")
        Integer runHistoryLimit) {

  static final int RUN_HISTORY_LIMIT = 50;

  public SympoziumInstanceSpec {
    skills = skills == null ? List.of() : List.copyOf(skills);
    authRefs = authRefs == null ? List.of() : List.copyOf(authRefs);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    runHistoryLimit = runHistoryLimit == null ? RUN_HISTORY_LIMIT : runHistoryLimit;
  }
}
