package ai.sympozium.agent;

import ai.sympozium.contract.AgentResult;
import org.jspecify.annotations.Nullable;

/**
 * Message of the model that is no answer yet. The agent asks once more with a hint; after that, it
 * fails or accepts the answer with a remark.
 */
enum AnswerProblem {
  EMPTY(
      "Your last message was empty. Call a tool, or write your answer as text.",
      "the model answered with neither text nor a tool call",
      null),
  REASONING_ONLY(
      "Your last message contained only reasoning. Call a tool, or write your answer as text.",
      "the model answered only in its reasoning",
      null),
  CUT_BEFORE_ANSWER(
      "Your last message reached the token limit before it contained an answer. Think less, and"
          + " answer briefly.",
      "the model reached its token limit before it answered",
      null),
  CUT_IN_CALL(
      "Your last message reached the token limit within a tool call, so the call was not run. Call"
          + " the tool again with shorter arguments, for example in several steps.",
      "the model reached its token limit within a tool call",
      null),
  CALL_AS_TEXT(
      "Your last message contains the text of a tool call, which runs nothing. Call the tool with"
          + " the function interface. If you are done, write your answer without the call.",
      "the model wrote a tool call as text instead of calling the tool; check that the model server"
          + " uses the tool parser of this model",
      null),
  ONLY_ANNOUNCED(
      "Your last message announces what you will do, but calls no tool. Call the tool now. If you"
          + " are done, write your answer.",
      null,
      AgentResult.ONLY_ANNOUNCED),
  FAILURE_NOT_MENTIONED(
      "Your last tool call failed, and your message does not mention it. Try again another way, or"
          + " write your answer and state what failed.",
      null,
      AgentResult.FAILURE_NOT_MENTIONED);

  private final String hint;
  private final @Nullable String error;
  private final @Nullable String remark;

  AnswerProblem(String hint, @Nullable String error, @Nullable String remark) {
    this.hint = hint;
    this.error = error;
    this.remark = remark;
  }

  /** Returns what the model must change. */
  String hint() {
    return hint;
  }

  /** Returns why the run fails, or null if the answer is accepted. */
  @Nullable String error() {
    return error;
  }

  /** Returns the remark on an accepted answer. */
  @Nullable String remark() {
    return remark;
  }
}
