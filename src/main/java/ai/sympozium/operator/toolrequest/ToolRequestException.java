package ai.sympozium.operator.toolrequest;

import ai.sympozium.base.CodedException;
import ai.sympozium.contract.ToolErrorCode;

/** Reports to the model why its request was not fulfilled. */
public final class ToolRequestException extends CodedException {
  private static final long serialVersionUID = 1L;

  public ToolRequestException(ToolErrorCode code, String message, String hint) {
    this(code.value(), message, hint);
  }

  public ToolRequestException(String code, String message, String hint) {
    super(code, message, hint);
  }
}
