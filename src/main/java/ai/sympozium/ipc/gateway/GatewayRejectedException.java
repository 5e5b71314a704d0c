package ai.sympozium.ipc.gateway;

import java.io.IOException;

/** An answer of the gateway that will not change by asking again. */
public final class GatewayRejectedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  GatewayRejectedException(int status, String message) {
    super("the gateway answered " + status + ": " + message);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
