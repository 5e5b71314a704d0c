package ai.sympozium.executor;

/** Why a command was not run; it has had no effect. */
final class CommandStartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String reason;

  CommandStartException(int exitCode, String reason) {
    super(reason);
    this.exitCode = exitCode;
    this.reason = reason;
  }

  int exitCode() {
    return exitCode;
  }

  String reason() {
    return reason;
  }
}
