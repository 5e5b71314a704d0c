package ai.sympozium.operator.gateway;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.http.GatewayException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/** Reads the token of a request, and the audience that the token claims. */
@ApplicationScoped
class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final ObjectMapper json;

  BearerToken(ObjectMapper json) {
    this.json = json;
  }

  static String of(ContainerRequestContext request) {
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.startsWith(SCHEME)) {
      throw unauthorized("a bearer token is missing");
    }
    return header.substring(SCHEME.length());
  }

  /** Returns the claimed audience of a skill. It is not verified: only a token review does that. */
  String claimedSkillAudience(String token) {
    return TokenClaims.of(token, json).map(TokenClaims::audiences).orElse(List.of()).stream()
        .filter(PodContract::isSkillAudience)
        .findFirst()
        .orElseThrow(() -> unauthorized("the token is not for a skill"));
  }

  private static GatewayException unauthorized(String message) {
    return new GatewayException(ErrorCode.UNAUTHORIZED, message);
  }
}
