package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.http.HttpAnswer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Error in the shape of OpenAI's API.
 *
 * @param param the parameter of the request that is wrong, or null
 * @param code kind of the error for programs, or null
 * @param retryAfterSeconds 0 if the client need not wait
 */
public record OpenAiError(
    int status,
    String type,
    String message,
    @Nullable String param,
    @Nullable String code,
    long retryAfterSeconds) {
  private static final String INVALID_REQUEST = "invalid_request_error";
  private static final String SERVER_ERROR = "server_error";

  /** The official clients do not repeat a request whose response has this header. */
  private static final Map<String, String> NO_RETRY = Map.of("x-should-retry", "false");

  public static OpenAiError invalid(String message, @Nullable String param, @Nullable String code) {
    return new OpenAiError(400, INVALID_REQUEST, message, param, code, 0);
  }

  public static OpenAiError invalid(int status, String message, @Nullable String code) {
    return new OpenAiError(status, INVALID_REQUEST, message, null, code, 0);
  }

  /** A request whose run failed: it may have had effects, so a client must not repeat it. */
  public static OpenAiError runFailed(int status, String message, String code) {
    return new OpenAiError(status, SERVER_ERROR, message, null, code, 0);
  }

  public static OpenAiError unavailable(String message, long retryAfterSeconds) {
    return new OpenAiError(503, SERVER_ERROR, message, null, "unavailable", retryAfterSeconds);
  }

  public static OpenAiError tooMany(String message, String code, long retryAfterSeconds) {
    return new OpenAiError(429, "requests", message, null, code, Math.max(1, retryAfterSeconds));
  }

  public static OpenAiError internal() {
    return new OpenAiError(
        500, SERVER_ERROR, "The server had an error while processing your request.", null, null, 0);
  }

  public ObjectNode json() {
    var json = JsonTrees.object();
    json.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return json;
  }

  public HttpAnswer answer() {
    var headers = new LinkedHashMap<String, String>();
    if (retryAfterSeconds > 0) {
      headers.put("Retry-After", Long.toString(retryAfterSeconds));
    } else if (status >= 500 || status == 409) {
      headers.putAll(NO_RETRY);
    }
    return HttpAnswer.json(status, json()).with(headers);
  }
}
