package ai.sympozium.operator.agentrun.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text for the agent.
 *
 * @param key key of the text in the plan ConfigMap
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlannedText(
    String name,
    @Nullable String description,
    String key,
    List<String> requiredBins,
    List<String> requiredTools) {
  public PlannedText {
    requiredBins = requiredBins == null ? List.of() : List.copyOf(requiredBins);
    requiredTools = requiredTools == null ? List.of() : List.copyOf(requiredTools);
  }
}
