package ai.sympozium.cli.console;

/** How a command ends: public API, for scripts. */
public final class ExitCode {
  /** All is well; the answer is yes. */
  public static final int FINE = 0;

  /** The answer is no: refused, or what was asked about is not there. */
  public static final int NO = 1;

  /** The command line or the manifest can't be understood. */
  public static final int USAGE = 2;

  /** The cluster, or what the answer needs of it, can't be asked. */
  public static final int CANNOT_ASK = 3;

  private ExitCode() {}
}
