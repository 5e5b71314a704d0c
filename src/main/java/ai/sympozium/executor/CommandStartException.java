package ai.sympozium.executor;

import ai.sympozium.base.SympoziumException;

/** Reports a command that was not started and had no effect. */
final class CommandStartException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandStartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
