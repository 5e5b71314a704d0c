package ai.sympozium.ipc.gateway;

import ai.sympozium.base.SympoziumException;

/** Reports a response of the gateway that a retry does not change. */
public final class GatewayRejectedException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final int status;

  GatewayRejectedException(int status, String message) {
    super("the gateway answered " + status + ": " + message);
    this.status = status;
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }
}
