package ai.sympozium.agent.model;

import ai.sympozium.base.SympoziumException;

/** Reports why a model gives no answer. Retrying does not help. */
public final class ModelException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }
}
