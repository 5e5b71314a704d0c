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

  /** Returns the head and the tail of a content that is longer than the limit. */
  public ToolResult limitedTo(long maxChars) {
    if (content.length() <= maxChars) {
      return this;
    }
    // Programs print their errors last.
    var head = (int) maxChars / 3;
    var tail = (int) maxChars - head;
    var omitted = content.length() - head - tail;
    var text =
        withoutHalf(content.substring(0, head))
            + "\n[... "
            + omitted
            + " characters omitted: the limit of this run ...]\n"
            + content.substring(content.length() - tail);
    return new ToolResult(text, exitCode, true, errorCode);
  }

  private static String withoutHalf(String text) {
    var end = text.length();
    return end > 0 && Character.isHighSurrogate(text.charAt(end - 1))
        ? text.substring(0, end - 1)
        : text;
  }

  /** Returns the result without secrets. */
  public ToolResult masked(SecretMasker masker) {
    return new ToolResult(masker.mask(content), exitCode, truncated, errorCode);
  }
}
