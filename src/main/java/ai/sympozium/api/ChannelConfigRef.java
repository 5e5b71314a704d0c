package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Reference to the settings of a channel. */
public record ChannelConfigRef(
    @JsonPropertyDescription(
            "Secret in the instance's namespace. For a webhook, it has the keys url and"
                + " signingKey.")
        @Nullable String secret) {}
