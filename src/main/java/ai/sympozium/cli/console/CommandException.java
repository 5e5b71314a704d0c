package ai.sympozium.cli.console;

/** Ends a command early, with an exit code of {@link ExitCode} and the words for the person. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exit;

  public CommandException(int exit, String words) {
    super(words, null, false, false);
    this.exit = exit;
  }

  public int exit() {
    return exit;
  }
}
