package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Gateway of the Gateway API that leads clients to an endpoint. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EndpointGateway(
    @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription("Name of the Gateway.")
        String name,
    @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @JsonPropertyDescription("Namespace of the Gateway. Default: that of the instance.")
        @Nullable String namespace,
    @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription("Name of a listener of the Gateway. Default: all.")
        @Nullable String sectionName,
    @Pattern("^(http|https)$")
        @JsonPropertyDescription(
            "Protocol of the listener, for the URL in the status. Default: https.")
        @Nullable String scheme) {}
