package ai.sympozium.operator.http;

import ai.sympozium.contract.GatewayApi.ErrorCode;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.HttpURLConnection;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Converts exceptions to error responses. */
final class ExceptionMappers {
  private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);
  private static final int UNPROCESSABLE = 422;

  @ServerExceptionMapper
  Response map(GatewayException e) {
    return ErrorResponse.of(e.code(), e.getMessage());
  }

  @ServerExceptionMapper
  Response map(JacksonException e) {
    return badRequest();
  }

  /** Replaces the mapper of Quarkus, which responds with names of our classes. */
  @ServerExceptionMapper
  Response map(MismatchedInputException e) {
    return badRequest();
  }

  /** The message of the exception can quote the request, so it is not logged. */
  @ServerExceptionMapper
  Response map(KubernetesClientException e, UriInfo uri) {
    LOG.warnf("%s: the API server responded %d", label(uri), e.getCode());
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_ENTITY_TOO_LARGE, UNPROCESSABLE ->
          ErrorResponse.of(ErrorCode.TOO_LARGE, "the API server rejects the object as too large");
      default -> ErrorResponse.of(ErrorCode.UNAVAILABLE, "the API server is not available");
    };
  }

  /** All paths and methods that do not exist have one response, so that it reveals nothing. */
  @ServerExceptionMapper
  Response map(WebApplicationException e, UriInfo uri) {
    int status = e.getResponse().getStatus();
    return switch (status) {
      case HttpURLConnection.HTTP_NOT_FOUND,
          HttpURLConnection.HTTP_BAD_METHOD,
          HttpURLConnection.HTTP_NOT_ACCEPTABLE ->
          ErrorResponse.of(ErrorCode.NOT_FOUND, "there is no such path");
      case HttpURLConnection.HTTP_UNSUPPORTED_TYPE ->
          ErrorResponse.of(ErrorCode.BAD_REQUEST, "Content-Type: must be application/json");
      case HttpURLConnection.HTTP_ENTITY_TOO_LARGE ->
          ErrorResponse.of(ErrorCode.TOO_LARGE, "the body is too large");
      default -> status < HttpURLConnection.HTTP_INTERNAL_ERROR ? badRequest() : failure(e, uri);
    };
  }

  @ServerExceptionMapper
  Response map(RuntimeException e, UriInfo uri) {
    return failure(e, uri);
  }

  private static Response failure(RuntimeException e, UriInfo uri) {
    LOG.errorf(e, "%s failed", label(uri));
    return ErrorResponse.of(ErrorCode.INTERNAL_ERROR, "the gateway failed");
  }

  private static Response badRequest() {
    return ErrorResponse.of(ErrorCode.BAD_REQUEST, "the body is not the expected JSON");
  }

  private static String label(UriInfo uri) {
    return GatewayRoutes.label(uri.getPath());
  }
}
