package ai.sympozium.operator.http;

import ai.sympozium.base.SympoziumException;
import ai.sympozium.contract.GatewayApi.ErrorCode;

/** Ends a request with an error response. Its status decides whether the client tries again. */
public final class GatewayException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public GatewayException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** Returns the code of the error response. */
  public ErrorCode code() {
    return code;
  }
}
