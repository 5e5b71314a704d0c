package ai.sympozium.operator.grant;

/** Reports that a revocation is not verified yet, so that the run must not become final. */
public final class RevocationPendingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String words;

  RevocationPendingException(String message) {
    super(message);
    this.words = message;
  }

  /** Which right, and why it is still there. */
  public String words() {
    return words;
  }
}
