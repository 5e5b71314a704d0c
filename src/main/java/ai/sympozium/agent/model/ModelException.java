package ai.sympozium.agent.model;

import ai.sympozium.base.SympoziumException;

/** Reports a model that returns no message. A retry does not help. */
public class ModelException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }
}
