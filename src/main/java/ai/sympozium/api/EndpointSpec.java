package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of an instance's HTTP endpoint that the parameters of its pack do not have. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EndpointSpec(
    @Min(1) @Max(8) @JsonPropertyDescription("Number of pods of the endpoint. Default: 1.")
        @Nullable Integer replicas,
    @Min(1)
        @Max(100)
        @JsonPropertyDescription(
            "Maximum number of runs that the endpoint has active at a time. Default: 8.")
        @Nullable Integer maxActiveRuns,
    @Min(0)
        @Max(1000)
        @JsonPropertyDescription(
            "Maximum number of requests that wait for a run. Further ones are rejected. Default:"
                + " 32.")
        @Nullable Integer maxQueuedRequests,
    @JsonPropertyDescription("Whether the endpoint serves a chat page. Default: false.")
        @Nullable Boolean webUI,
    @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Secret in the instance's namespace with the server certificate (tls.crt, tls.key)."
                + " The Ingress uses it with the parameter hostname, and the pods without."
                + " Absent: plain HTTP.")
        @Nullable String tlsSecretRef,
    @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Class of the Ingress that the parameter hostname creates. Default: that of the"
                + " cluster.")
        @Nullable String ingressClassName,
    @JsonPropertyDescription(
            "Gateway to which an HTTPRoute attaches the endpoint, in place of an Ingress.")
        @Nullable EndpointGateway gatewayRef,
    @JsonPropertyDescription(
            "OAuth 2.1 issuer whose access tokens the endpoint accepts besides keys. Absent: keys"
                + " only.")
        @Nullable EndpointOAuth oauth,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Tools of the instance's packs that clients may call as tools of MCP: by name, or for"
                + " one pack as k8s-ops/scale_deployment. Absent or empty: none.")
        List<String> tools) {

  public static final EndpointSpec DEFAULT =
      new EndpointSpec(null, null, null, null, null, null, null, null, List.of());

  public EndpointSpec {
    tools = tools == null ? List.of() : List.copyOf(tools);
  }
}
