package ai.sympozium.base;

/**
 * Base class of the project's exceptions. The message is never null and written for users, so there
 * is no stack trace.
 */
public abstract class SympoziumException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String message;

  protected SympoziumException(String message) {
    super(message, null, false, false);
    this.message = message;
  }

  @Override
  public final String getMessage() {
    return message;
  }
}
