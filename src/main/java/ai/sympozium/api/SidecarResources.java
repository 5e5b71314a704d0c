package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests and limits of a skill's container: as in Kubernetes, or in short. The short form sets no
 * limit for processor time, because a throttled container makes every command wait.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SidecarResources(
    @JsonPropertyDescription("Processor time, as a request; 100m by default.") @Nullable String cpu,
    @JsonPropertyDescription("Memory, request and limit alike; 128Mi by default.")
        @Nullable String memory,
    @JsonPropertyDescription("Requests by resource name; override cpu and memory.")
        Map<String, String> requests,
    @JsonPropertyDescription("Limits by resource name; override cpu and memory.")
        Map<String, String> limits) {

  public SidecarResources {
    requests = requests == null ? Map.of() : Map.copyOf(requests);
    limits = limits == null ? Map.of() : Map.copyOf(limits);
  }
}
