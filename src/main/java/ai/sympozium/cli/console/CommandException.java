package ai.sympozium.cli.console;

import ai.sympozium.base.SympoziumException;

/** Aborts a command with a code of {@link ExitCode} and a message for the user. */
public final class CommandException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
