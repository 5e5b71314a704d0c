package ai.sympozium.endpoint.http;

import ai.sympozium.base.SympoziumException;
import org.jspecify.annotations.Nullable;

/** Reports that the server cannot listen. */
public final class ListenException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  ListenException(int port, @Nullable Throwable cause) {
    super("cannot listen on port " + port + (cause == null ? "" : ": " + cause.getMessage()));
  }
}
