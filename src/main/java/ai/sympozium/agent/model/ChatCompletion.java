package ai.sympozium.agent.model;

/**
 * Message of a model and its token counts. The counts are 0 if the server does not report them.
 *
 * @param truncated whether the model reached its token limit before the message was complete
 */
public record ChatCompletion(
    Message.AssistantMessage message, long inputTokens, long outputTokens, boolean truncated) {
  public ChatCompletion(Message.AssistantMessage message, long inputTokens, long outputTokens) {
    this(message, inputTokens, outputTokens, false);
  }
}
