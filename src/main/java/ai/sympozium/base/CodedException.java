package ai.sympozium.base;

/** Reports a failure with a code for programs, and a hint what to do. */
public abstract class CodedException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String hint;

  /**
   * Creates an exception.
   *
   * @param code kind of the failure, in CamelCase
   * @param message one sentence
   * @param hint what the receiver can do
   */
  protected CodedException(String code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  public final String code() {
    return code;
  }

  public final String hint() {
    return hint;
  }
}
