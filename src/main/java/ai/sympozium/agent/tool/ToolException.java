package ai.sympozium.agent.tool;

import ai.sympozium.base.CodedException;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.ToolErrorCode;

/** Reports a failed tool call to the model, with a hint what to do. */
public final class ToolException extends CodedException {
  private static final long serialVersionUID = 1L;

  public ToolException(ToolErrorCode code, String message, String hint) {
    this(code.value(), message, hint);
  }

  public ToolException(String code, String message, String hint) {
    super(code, message, hint);
  }

  /** Returns the failure as a result for the model. */
  public ToolResult toResult() {
    var json = JsonTrees.object();
    json.putObject("error").put("code", code()).put("message", getMessage()).put("hint", hint());
    return new ToolResult(JsonTrees.write(json), null, false, code());
  }
}
