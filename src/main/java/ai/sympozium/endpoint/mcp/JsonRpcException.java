package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a request with an error of JSON-RPC. */
final class JsonRpcException extends SympoziumException {
  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;
  static final int RESOURCE_NOT_FOUND = -32002;
  static final int HEADER_MISMATCH = -32020;
  static final int UNSUPPORTED_VERSION = -32022;

  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;
  private final transient @Nullable ObjectNode data;

  /**
   * @param status HTTP status
   */
  JsonRpcException(int status, int code, String message) {
    this(status, code, message, null);
  }

  /**
   * @param data details for the client, or null
   */
  JsonRpcException(int status, int code, String message, @Nullable ObjectNode data) {
    super(message);
    this.status = status;
    this.code = code;
    this.data = data;
  }

  static JsonRpcException unsupportedVersion(String requested) {
    var data = JsonTrees.object();
    data.set("supported", JsonTrees.array(ProtocolVersion.supported()));
    data.put("requested", requested);
    return new JsonRpcException(400, UNSUPPORTED_VERSION, "Unsupported protocol version", data);
  }

  /** Rejects the URI of a resource, with the error code that the version of the request defines. */
  static JsonRpcException noResource(ProtocolVersion version, String uri) {
    return new JsonRpcException(
        200,
        version.hasHandshake() ? RESOURCE_NOT_FOUND : INVALID_PARAMS,
        "Resource not found",
        JsonTrees.object().put("uri", uri));
  }

  /** Rejects a request, because the operator does not answer at present. */
  static JsonRpcException unavailable(String message) {
    return new JsonRpcException(200, INTERNAL_ERROR, message);
  }

  static JsonRpcException headerMismatch(String message) {
    return new JsonRpcException(400, HEADER_MISMATCH, "Header mismatch: " + message);
  }

  /** Rejects a call, which the client may repeat after some time. */
  static JsonRpcException tooMany(long retryAfterSeconds) {
    var seconds = Math.max(1, retryAfterSeconds);
    return new JsonRpcException(
        429,
        INTERNAL_ERROR,
        "Rate limit reached. Try again in " + seconds + " seconds.",
        JsonTrees.object().put("retryAfterSeconds", seconds));
  }

  /** Returns headers of the HTTP response. */
  Map<String, String> headers() {
    if (status == 405) {
      return Map.of("Allow", "POST");
    }
    return status == 429 && data != null
        ? Map.of("Retry-After", data.path("retryAfterSeconds").asText())
        : Map.of();
  }

  int status() {
    return status;
  }

  ObjectNode json() {
    var json = JsonTrees.object().put("code", code).put("message", getMessage());
    if (data != null) {
      json.set("data", data);
    }
    return json;
  }
}
