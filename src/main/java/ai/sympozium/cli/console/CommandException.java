package ai.sympozium.cli.console;

import ai.sympozium.base.SympoziumException;

/** Ends a command early, with an exit code of {@link ExitCode} and a message for the user. */
public final class CommandException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final int exit;

  public CommandException(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  public int exit() {
    return exit;
  }
}
