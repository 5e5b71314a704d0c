package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Initial context of each run. */
public record Memory(
    @Size(max = 131072) @JsonPropertyDescription("System prompt of every run of this instance.")
        @Nullable String systemPrompt) {}
