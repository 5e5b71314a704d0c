package ai.sympozium.operator.grant;

/** Reports a grant that cannot be created; the message names the object and the fix. */
public final class GrantRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String words;

  GrantRefusedException(String message) {
    super(message);
    this.words = message;
  }

  /** What was refused and what to do. */
  public String words() {
    return words;
  }
}
