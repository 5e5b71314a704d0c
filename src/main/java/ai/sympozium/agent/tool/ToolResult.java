package ai.sympozium.agent.tool;

import org.jspecify.annotations.Nullable;

/**
 * What a tool gives back.
 *
 * @param content for the model
 * @param exitCode of the command, if it was one
 * @param truncated whether the content is not all there is
 * @param errorCode of the failure, if it was one
 */
public record ToolResult(
    String content, @Nullable Integer exitCode, boolean truncated, @Nullable String errorCode) {

  static ToolResult of(String content, boolean truncated) {
    return new ToolResult(content, null, truncated, null);
  }
}
