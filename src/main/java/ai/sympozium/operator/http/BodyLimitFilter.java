package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the body up to the limit of its route. Runs after authentication. */
@Provider
@Priority(Priorities.USER)
final class BodyLimitFilter implements ContainerRequestFilter {
  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    if (!HttpMethod.POST.equals(request.getMethod())) {
      return;
    }
    int limit = GatewayRoutes.maxBodyBytes(request.getUriInfo().getPath());
    if (declaredLength(request.getHeaderString(HttpHeaders.CONTENT_LENGTH)) > limit) {
      throw tooLarge(limit);
    }
    byte[] body = request.getEntityStream().readNBytes(limit + 1);
    if (body.length > limit) {
      throw tooLarge(limit);
    }
    request.setEntityStream(new ByteArrayInputStream(body));
  }

  private static GatewayException tooLarge(int limit) {
    return new GatewayException(
        ErrorCode.TOO_LARGE, "the body is larger than %d bytes".formatted(limit));
  }

  private static long declaredLength(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
