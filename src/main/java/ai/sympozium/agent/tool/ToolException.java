package ai.sympozium.agent.tool;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;

/** Reports a failed tool call to the model, with a hint what to do. */
public final class ToolException extends SympoziumException {
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
  public ToolException(String code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  /** Returns the failure as a result for the model. */
  public ToolResult toResult() {
    var json = JsonTrees.object();
    json.putObject("error").put("code", code).put("message", getMessage()).put("hint", hint);
    return new ToolResult(JsonTrees.write(json), null, false, code);
  }
}
