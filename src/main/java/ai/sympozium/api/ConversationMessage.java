package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A message of the conversation that a run continues. */
public record ConversationMessage(
    @Required
        @Size(max = 9)
        @Pattern("^(system|user|assistant)$")
        @JsonPropertyDescription(
            "Author of the message: user, assistant (an earlier answer), or system. The texts of"
                + " system are added to the system prompt.")
        String role,
    @Required @Size(min = 1, max = 131072) @JsonPropertyDescription("Text of the message.")
        String content) {}
