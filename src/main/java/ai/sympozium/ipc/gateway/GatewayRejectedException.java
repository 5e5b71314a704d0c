package ai.sympozium.ipc.gateway;

import ai.sympozium.base.SympoziumException;

/** Reports a rejection by the gateway. A retry does not help. */
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
