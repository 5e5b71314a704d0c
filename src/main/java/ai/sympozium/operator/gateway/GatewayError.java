package ai.sympozium.operator.gateway;

/** An answer that says why not; {@code status} decides whether the pod tries again. */
final class GatewayError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;
  final String words;

  GatewayError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.words = message;
  }

  static GatewayError unauthorized(String message) {
    return new GatewayError(401, "Unauthorized", message);
  }

  static GatewayError forbidden(String message) {
    return new GatewayError(403, "Forbidden", message);
  }

  static GatewayError runOver() {
    return new GatewayError(409, "RunOver", "the run has ended");
  }
}
