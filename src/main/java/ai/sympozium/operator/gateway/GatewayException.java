package ai.sympozium.operator.gateway;

/** An answer that says why not; {@code status} decides whether the pod tries again. */
final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;
  final String words;

  GatewayException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.words = message;
  }

  static GatewayException unauthorized(String message) {
    return new GatewayException(401, "Unauthorized", message);
  }

  static GatewayException forbidden(String message) {
    return new GatewayException(403, "Forbidden", message);
  }

  static GatewayException runOver() {
    return new GatewayException(409, "RunOver", "the run has ended");
  }
}
