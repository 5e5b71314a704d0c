package ai.sympozium.uninstall;

import ai.sympozium.base.SympoziumException;

/** The operator could not be stopped in time. It runs as before. */
final class ShutdownTimeoutException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  ShutdownTimeoutException(String message) {
    super(message);
  }
}
