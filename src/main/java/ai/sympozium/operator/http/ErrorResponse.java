package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Body of a response that is not successful. */
@RegisterForReflection
public record ErrorResponse(@JsonProperty(GatewayApi.ERROR) Detail error) {
  /** Code and message of an error. */
  public record Detail(
      @JsonProperty(GatewayApi.ERROR_CODE) String code,
      @JsonProperty(GatewayApi.ERROR_MESSAGE) String message) {}

  static Response of(ErrorCode code, String message) {
    return Response.status(code.status())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new ErrorResponse(new Detail(code.value(), message)))
        .build();
  }
}
