package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests and limits of a skill's container, in Kubernetes' form or in short form. The short form
 * sets no CPU limit, because throttling delays every command.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SidecarResources(
    @JsonPropertyDescription("CPU request. Default: 100m.") @Nullable String cpu,
    @JsonPropertyDescription("Memory request and limit. Default: 128Mi.") @Nullable String memory,
    @JsonPropertyDescription("Requests by resource name. They override cpu and memory.")
        Map<String, String> requests,
    @JsonPropertyDescription("Limits by resource name. They override cpu and memory.")
        Map<String, String> limits) {

  public SidecarResources {
    requests = requests == null ? Map.of() : Map.copyOf(requests);
    limits = limits == null ? Map.of() : Map.copyOf(limits);
  }
}
