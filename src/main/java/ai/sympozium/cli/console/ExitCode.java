package ai.sympozium.cli.console;

/** Exit codes of all commands. Public API for scripts. */
public final class ExitCode {
  public static final int OK = 0;

  /** A run or a test has failed, a run would be refused, or a named object does not exist. */
  public static final int REFUSED = 1;

  /** The command line or the manifest is invalid. */
  public static final int USAGE = 2;

  /** The cluster cannot be reached, or the user may not read a required object. */
  public static final int UNAVAILABLE = 3;

  private ExitCode() {}
}
