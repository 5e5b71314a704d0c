package ai.sympozium.contract;

/** HTTPS API of the gateway: routes, fields, error codes and limits. */
public final class GatewayApi {
  public static final String HEALTH_PATH = "/healthz";
  public static final String TOKEN_PATH = "/v1/token";
  public static final String RESULT_PATH = "/v1/result";
  public static final String TOOL_PATH = "/v1/tool";
  public static final String LOG_PATH = "/v1/log";

  /** Fields of a token request and its response. */
  public static final String SKILL = "skill";

  public static final String TOKEN = "token";
  public static final String EXPIRES_AT = "expiresAt";
  public static final String CA_CERTIFICATE = "caCertificate";
  public static final String NAMESPACE = "namespace";

  /** Fields of a result report. */
  public static final String RESULT = "result";

  public static final String TRANSCRIPT = "transcript";
  public static final String COMPLETE = "complete";

  /**
   * Fields of a tool request and its answer. The answer has a {@link #RESULT}, an {@link #ERROR},
   * or is {@link #PENDING}: the bridge then repeats the request.
   */
  public static final String TOOL = "tool";

  public static final String ID = "id";
  public static final String ARGUMENTS = "arguments";
  public static final String PENDING = "pending";

  /** Field of a batch of log entries. */
  public static final String ENTRIES = "entries";

  /** Largest batch of log entries, in bytes of JSON. */
  public static final int MAX_LOG_BATCH_BYTES = 64 * 1024;

  /** Fields of an error: {@code {"error":{"code":"…","message":"…"}}}. */
  public static final String ERROR = "error";

  public static final String ERROR_CODE = "code";
  public static final String ERROR_MESSAGE = "message";

  /** Hint to the model about the error of a tool. */
  public static final String ERROR_HINT = "hint";

  /** Largest transcript that a bridge sends, in bytes. */
  public static final int MAX_TRANSCRIPT_BYTES = 700 * 1024;

  /** Largest request body: a transcript as a JSON string, with room for escapes. */
  public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  /** Largest file of a tool request, in bytes. */
  public static final int MAX_TOOL_REQUEST_BYTES = 32 * 1024;

  /** Longest id of a tool request, in characters. */
  public static final int MAX_ID_LENGTH = 64;

  /** Largest response that a client reads. */
  public static final int MAX_RESPONSE_BYTES = 1024 * 1024;

  private GatewayApi() {}

  /** Code of an error response, with its HTTP status. */
  public enum ErrorCode {
    BAD_REQUEST(400, "BadRequest"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "NotFound"),
    RUN_FINISHED(409, "RunFinished"),
    RESULT_ALREADY_REPORTED(409, "ResultAlreadyReported"),
    NAME_CONFLICT(409, "NameConflict"),
    TOO_LARGE(413, "TooLarge"),
    TOO_MANY_REQUESTS(429, "TooManyRequests"),
    INTERNAL_ERROR(500, "InternalError"),
    UNAVAILABLE(503, "Unavailable");

    private final int status;
    private final String value;

    ErrorCode(int status, String value) {
      this.status = status;
      this.value = value;
    }

    public int status() {
      return status;
    }

    public String value() {
      return value;
    }
  }
}
