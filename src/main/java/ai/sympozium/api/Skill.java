package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Document of a pack: instructions for the agent in Markdown. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Skill(
    @Required
        @Pattern("^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$")
        @JsonPropertyDescription("Name of the document.")
        String name,
    @JsonPropertyDescription("Summary of the document in one sentence.")
        @Nullable String description,
    @JsonPropertyDescription("Programs and tools that the document requires.")
        @Nullable SkillRequirements requires,
    @Required @JsonPropertyDescription("Instructions for the agent in Markdown.") String content) {}
