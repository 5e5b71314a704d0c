package ai.sympozium.endpoint.http;

import ai.sympozium.base.SympoziumException;

/** Reports that the client has closed the connection, or does not read its response. */
public final class ClientDisconnectedException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  ClientDisconnectedException() {
    super("the client has closed the connection");
  }
}
