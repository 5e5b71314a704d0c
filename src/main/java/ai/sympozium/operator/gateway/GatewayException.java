package ai.sympozium.operator.gateway;

import ai.sympozium.base.SympoziumException;

/** An answer that says why not; {@code status} decides whether the pod tries again. */
final class GatewayException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;

  GatewayException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
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
