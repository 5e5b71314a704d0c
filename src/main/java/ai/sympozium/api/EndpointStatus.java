package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Observed state of an instance's HTTP endpoint. Present until all of its objects are deleted. */
public record EndpointStatus(
    @Size(max = 512) @JsonPropertyDescription("Base URL for clients.") @Nullable String url,
    @JsonPropertyDescription("Whether a pod of the endpoint accepts requests.") boolean ready) {}
