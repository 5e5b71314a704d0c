package ai.sympozium.operator.gateway;

import ai.sympozium.contract.GatewayApi;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** An API token of a skill: the body of a successful response to a token request. */
@RegisterForReflection
public record SkillToken(
    @JsonProperty(GatewayApi.TOKEN) String token,
    @JsonProperty(GatewayApi.EXPIRES_AT) String expiresAt,
    @JsonProperty(GatewayApi.CA_CERTIFICATE) String caCertificate,
    @JsonProperty(GatewayApi.NAMESPACE) String namespace) {}
