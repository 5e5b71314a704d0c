package ai.sympozium.agent;

import ai.sympozium.agent.tool.ToolResult;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.contract.AgentResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Learns each step of the agent, to show it to users. */
interface ProgressListener {
  void started(AgentInput input);

  /** The agent pauses before it sends its request to the model again. */
  void waiting(String reason, Duration pause);

  void askedAgain(String hint);

  /** The model has requested tool calls, with or without a text. */
  void modelAnswered(@Nullable String text);

  void toolStarted(String tool, String subject);

  /** A tool call has returned. A call with invalid arguments has not started. */
  void toolRan(String tool, String subject, ToolResult result, long durationMs);

  void finished(AgentResult result);

  /** Returns a listener that informs two others. */
  static ProgressListener both(ProgressListener first, ProgressListener second) {
    return new ProgressListener() {
      @Override
      public void started(AgentInput input) {
        first.started(input);
        second.started(input);
      }

      @Override
      public void waiting(String reason, Duration pause) {
        first.waiting(reason, pause);
        second.waiting(reason, pause);
      }

      @Override
      public void askedAgain(String hint) {
        first.askedAgain(hint);
        second.askedAgain(hint);
      }

      @Override
      public void modelAnswered(@Nullable String text) {
        first.modelAnswered(text);
        second.modelAnswered(text);
      }

      @Override
      public void toolStarted(String tool, String subject) {
        first.toolStarted(tool, subject);
        second.toolStarted(tool, subject);
      }

      @Override
      public void toolRan(String tool, String subject, ToolResult result, long durationMs) {
        first.toolRan(tool, subject, result, durationMs);
        second.toolRan(tool, subject, result, durationMs);
      }

      @Override
      public void finished(AgentResult result) {
        first.finished(result);
        second.finished(result);
      }
    };
  }
}
