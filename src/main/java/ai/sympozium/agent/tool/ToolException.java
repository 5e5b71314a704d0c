package ai.sympozium.agent.tool;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;

/** Why a tool could not do what was asked, and what the model can do about it. */
public final class ToolException extends SympoziumException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String hint;

  /**
   * A failure.
   *
   * @param code one word by which failures of a kind are known
   * @param reason one sentence
   * @param hint what to do now
   */
  public ToolException(String code, String reason, String hint) {
    super(reason);
    this.code = code;
    this.hint = hint;
  }

  /** The failure as the model gets it. */
  public ToolResult toResult() {
    var json = JsonTrees.object();
    json.putObject("error").put("code", code).put("message", getMessage()).put("hint", hint);
    return new ToolResult(JsonTrees.write(json), null, false, code);
  }
}
