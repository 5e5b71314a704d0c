package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Description of an agent: model, skills and prompt. Changes apply to later runs only. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SympoziumInstanceSpec(
    @Required @JsonPropertyDescription("Agents of the instance.") Agents agents,
    @Size(max = 16) @JsonPropertyDescription("Packs and texts of the instance's runs.")
        List<SkillRef> skills,
    @Size(max = 16)
        @JsonPropertyDescription("API keys of model providers. A run uses the key of its provider.")
        List<AuthRef> authRefs,
    @JsonPropertyDescription("Initial context of each run.") @Nullable Memory memory,
    @JsonPropertyDescription("Secrets for private images of the runs' containers.")
        List<LocalObjectReference> imagePullSecrets,
    @Min(0)
        @Max(10_000)
        @Default("50")
        @JsonPropertyDescription(
            "Number of finished runs that are kept. The oldest runs are deleted first.")
        Integer runHistoryLimit,
    @Size(max = 8)
        @JsonPropertyDescription(
            "Channels by which runs send messages. At most one of each type; the tool"
                + " send_channel_message exists only with a channel.")
        List<ChannelSpec> channels,
    @PreserveUnknownFields
        @JsonDeserialize(using = LimitedJson.Presence.class)
        @JsonPropertyDescription("Without effect.")
        @Nullable JsonNode observability,
    @JsonPropertyDescription(
            "Settings of the HTTP endpoint that the pack web-endpoint gives the instance.")
        @Nullable EndpointSpec endpoint) {

  static final int RUN_HISTORY_LIMIT = 50;

  public SympoziumInstanceSpec {
    skills = skills == null ? List.of() : List.copyOf(skills);
    authRefs = authRefs == null ? List.of() : List.copyOf(authRefs);
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    channels = channels == null ? List.of() : List.copyOf(channels);
    runHistoryLimit = runHistoryLimit == null ? RUN_HISTORY_LIMIT : runHistoryLimit;
  }
}
