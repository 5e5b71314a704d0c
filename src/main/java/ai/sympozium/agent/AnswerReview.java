package ai.sympozium.agent;

import ai.sympozium.agent.call.TextToolCalls;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether a message of the model is an answer. */
final class AnswerReview {
  private static final int MAX_ANNOUNCEMENT_LENGTH = 600;
  private static final Pattern THINKING =
      Pattern.compile("(?s)^\\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|$)|^[^<]*</think>");
  private static final List<String> REASONING =
      List.of("reasoning_content", "reasoning", "thinking");

  /** The last sentence announces an action. */
  private static final Pattern ANNOUNCEMENT =
      Pattern.compile(
          "(?is).*(?:^|[.!?:\\n]\\s*)(?:(?:ok|okay|sure|great|first|now|next|then|so|alright)[,!.]?\\s+)*"
              + "(?:let me|let's|let us|i'll|i will|i'm going to|i am going to|i'm about to|i need to)"
              + "\\s+(?:(?:now|first|also|next|then|start by|begin by)\\s+)?"
              + "(?!know|be |wait|not |stop|never)[a-z][^.!?\\n]*[.!:\u2026]*\\s*$");

  private static final Pattern FAILURE =
      Pattern.compile(
          "(?i)fail|error|cannot|can't|unable|denied|forbidden|\\bnot?\\b|n't\\b|without|missing|invalid"
              + "|time[ds]? ?out|\\bexit|refus|reject|unauthor|unsuccess|\\bnone|nothing|unknown|problem"
              + "|issue|empty|absent");
  private static final Pattern ENGLISH =
      Pattern.compile("(?i)\\b(the|is|are|was|were|and|of|have|has|i)\\b");

  private final TextToolCalls textCalls;

  AnswerReview(TextToolCalls textCalls) {
    this.textCalls = textCalls;
  }

  /**
   * Returns what is wrong with a message, or null.
   *
   * @param truncated whether the model reached its token limit
   * @param lastResult result of the last tool call, or null
   */
  @Nullable AnswerProblem problem(
      AssistantMessage message, boolean truncated, @Nullable ToolResult lastResult) {
    if (!message.toolCalls().isEmpty()) {
      var broken = truncated && message.toolCalls().stream().anyMatch(AnswerReview::isBroken);
      return broken ? AnswerProblem.CUT_IN_CALL : null;
    }
    var text = visibleText(message).strip();
    if (text.isEmpty()) {
      if (truncated) {
        return AnswerProblem.CUT_BEFORE_ANSWER;
      }
      return reasoning(message).isEmpty() ? AnswerProblem.EMPTY : AnswerProblem.REASONING_ONLY;
    }
    if (textCalls.isContainedIn(text) || !textCalls.parse(text).isEmpty()) {
      return truncated ? AnswerProblem.CUT_IN_CALL : AnswerProblem.CALL_AS_TEXT;
    }
    if (text.length() < MAX_ANNOUNCEMENT_LENGTH && ANNOUNCEMENT.matcher(text).matches()) {
      return AnswerProblem.ONLY_ANNOUNCED;
    }
    return lastResult != null && isFailure(lastResult) && !mentionsFailure(text, lastResult)
        ? AnswerProblem.FAILURE_NOT_MENTIONED
        : null;
  }

  /** Returns the text without the reasoning that some servers leave in it. */
  static String visibleText(AssistantMessage message) {
    var text = message.text();
    return text == null ? "" : visibleText(text);
  }

  /** Returns the beginning or the whole of a text without reasoning. */
  static String visibleText(String text) {
    return THINKING.matcher(text).replaceFirst("");
  }

  /** Returns the reasoning of a message, or an empty text. */
  static String reasoning(AssistantMessage message) {
    for (var name : REASONING) {
      var reasoning = message.members().path(name).asText("");
      if (!reasoning.isBlank()) {
        return reasoning.strip();
      }
    }
    var text = message.text();
    return text == null ? "" : text.replaceAll("</?think(ing)?>", "").strip();
  }

  private static boolean isBroken(ToolCall call) {
    try {
      return !JsonTrees.read(call.arguments()).isObject();
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isFailure(ToolResult result) {
    var exitCode = result.exitCode();
    return result.errorCode() != null || exitCode != null && exitCode != 0;
  }

  /** An answer in another language is not judged. */
  private static boolean mentionsFailure(String text, ToolResult result) {
    var exitCode = result.exitCode();
    return FAILURE.matcher(text).find()
        || !ENGLISH.matcher(text).find()
        || exitCode != null && text.contains(exitCode.toString());
  }
}
