package ai.sympozium.agent.model;

import java.util.List;

/** Sends a conversation to a model. */
public interface ModelClient {
  /**
   * Returns the model's next message.
   *
   * @throws ModelException if there is none and a retry does not help
   */
  ChatCompletion complete(List<Message> conversation, List<ToolDefinition> tools)
      throws ModelException, InterruptedException;
}
