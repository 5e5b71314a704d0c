package ai.sympozium.operator.toolrequest;

import ai.sympozium.base.CodedException;

/** Reports to the model why its request was not fulfilled. */
public final class ToolRequestException extends CodedException {
  private static final long serialVersionUID = 1L;

  public ToolRequestException(String code, String message, String hint) {
    super(code, message, hint);
  }
}
