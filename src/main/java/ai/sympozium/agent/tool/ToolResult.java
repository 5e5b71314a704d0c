package ai.sympozium.agent.tool;

import ai.sympozium.base.SecretMasker;
import org.jspecify.annotations.Nullable;

/**
 * Result of a tool call.
 *
 * @param content text for the model
 * @param exitCode exit code of the command, or null if the tool runs none
 * @param truncated whether the content is incomplete
 * @param errorCode code of the failure, or null
 */
public record ToolResult(
    String content, @Nullable Integer exitCode, boolean truncated, @Nullable String errorCode) {

  static ToolResult of(String content, boolean truncated) {
    return new ToolResult(content, null, truncated, null);
  }

  /** Returns the result without secrets. */
  public ToolResult masked(SecretMasker masker) {
    return new ToolResult(masker.mask(content), exitCode, truncated, errorCode);
  }
}
