package ai.sympozium.operator.toolrequest;

import ai.sympozium.base.SympoziumException;

/** Reports to the model why its request was not fulfilled. */
public final class ToolRequestException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String hint;

  /**
   * Creates an exception.
   *
   * @param code kind of the failure, in CamelCase
   * @param message one sentence
   * @param hint what the model can do
   */
  public ToolRequestException(String code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  public String code() {
    return code;
  }

  public String hint() {
    return hint;
  }
}
