package ai.sympozium.agent.model;

/** Why a model has no answer, in one sentence for people. */
public final class ModelException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** An exception with its reason. */
  public ModelException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** The reason. */
  public String reason() {
    return reason;
  }
}
