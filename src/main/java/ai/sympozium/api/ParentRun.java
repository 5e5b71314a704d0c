package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Run that another run continues or serves. The operator records it as labels of that run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParentRun(
    @Size(max = 63)
        @Pattern("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$")
        @JsonPropertyDescription("Name of the parent. The label sympozium.ai/parent-run.")
        @Nullable String runName,
    @JsonPropertyDescription(
            "Key of the parent's conversation. The label sympozium.ai/parent-session, with dashes"
                + " instead of characters that a label cannot have, and at most 63 characters.")
        @Nullable String sessionKey,
    @Min(0)
        @Max(1000)
        @JsonPropertyDescription("Number of ancestors. The label sympozium.ai/spawn-depth.")
        @Nullable Integer spawnDepth) {
  private static final int MAX_LABEL_LENGTH = 63;

  /** Returns the labels of the run that names this parent. */
  public Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    put(labels, SympoziumLabels.LABEL_PARENT_RUN, runName);
    put(
        labels,
        SympoziumLabels.LABEL_PARENT_SESSION,
        sessionKey == null ? null : labelValue(sessionKey));
    put(
        labels,
        SympoziumLabels.LABEL_SPAWN_DEPTH,
        spawnDepth == null ? null : spawnDepth.toString());
    return labels;
  }

  private static String labelValue(String text) {
    String value = text.replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[-_.]+", "");
    return value.substring(0, Math.min(MAX_LABEL_LENGTH, value.length())).replaceAll("[-_.]+$", "");
  }

  private static void put(Map<String, String> labels, String label, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      labels.put(label, value);
    }
  }
}
