package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Initial context of each run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Memory(
    @Size(max = 131072) @JsonPropertyDescription("System prompt of every run of this instance.")
        @Nullable String systemPrompt,
    @JsonPropertyDescription("Accepted without effect, because runs keep no memory.")
        @Nullable Boolean enabled,
    @JsonPropertyDescription("Accepted without effect, because runs keep no memory.")
        @Nullable Boolean autoStore,
    @JsonPropertyDescription("Accepted without effect, because runs keep no memory.")
        @Nullable Integer maxSizeKB) {

  /** Returns this context without its text. */
  public Memory withoutPrompt() {
    return new Memory(null, enabled, autoStore, maxSizeKB);
  }
}
