package ai.sympozium.agent.model;

/** Reports a conversation that is longer than the model's context. */
public final class ContextOverflowException extends ModelException {
  private static final long serialVersionUID = 1L;

  private final long limit;

  /**
   * Creates an exception.
   *
   * @param limit size of the context in tokens, or 0 if the server does not state it
   */
  public ContextOverflowException(String message, long limit) {
    super(message);
    this.limit = limit;
  }

  /** Returns the size of the context in tokens, or 0 if it is unknown. */
  public long limit() {
    return limit;
  }
}
