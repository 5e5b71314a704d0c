package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

/** Reads the token of a request. */
final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  static String of(ContainerRequestContext request) {
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.startsWith(SCHEME)) {
      throw new GatewayException(ErrorCode.UNAUTHORIZED, "a bearer token is missing");
    }
    return header.substring(SCHEME.length());
  }
}
