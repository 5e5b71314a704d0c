package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Body of a response that is not successful. */
@RegisterForReflection
public record ErrorResponse(@JsonProperty(GatewayApi.ERROR) Detail error) {
  /** Value of the header {@code Retry-After}. */
  static final String RETRY_AFTER_SECONDS = "1";

  /** Code and message of an error. */
  public record Detail(
      @JsonProperty(GatewayApi.ERROR_CODE) String code,
      @JsonProperty(GatewayApi.ERROR_MESSAGE) String message) {}

  static Response of(ErrorCode code, String message) {
    Response.ResponseBuilder response =
        Response.status(code.status())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(new ErrorResponse(new Detail(code.value(), message)));
    if (code == ErrorCode.TOO_MANY_REQUESTS || code == ErrorCode.UNAVAILABLE) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return response.build();
  }
}
