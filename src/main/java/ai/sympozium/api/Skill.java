package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** One text of a pack: how to do something, in Markdown. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Skill(
    @Required
        @Pattern("^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$")
        @JsonPropertyDescription("Name of the text.")
        String name,
    @JsonPropertyDescription("What the text is about, in a sentence.") @Nullable String description,
    @JsonPropertyDescription("What the text takes for granted.")
        @Nullable SkillRequirements requires,
    @Required @JsonPropertyDescription("The text, Markdown.") String content) {}
