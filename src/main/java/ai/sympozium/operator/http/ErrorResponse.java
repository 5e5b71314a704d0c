package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Body of a response that is not successful. */
@RegisterForReflection
public record ErrorResponse(Detail error) {
  /** Code and message of an error. */
  public record Detail(String code, String message) {}

  static Response of(ErrorCode code, String message) {
    return Response.status(code.status())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new ErrorResponse(new Detail(code.value(), message)))
        .build();
  }
}
