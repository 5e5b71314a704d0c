package ai.sympozium.agent.model;

import java.util.List;

/** A model that can be asked. */
public interface ModelClient {
  /**
   * Asks for the next answer of a conversation.
   *
   * @throws ModelException when there is none and asking again would not help
   */
  ChatCompletion ask(List<Message> conversation, List<ToolDefinition> tools)
      throws ModelException, InterruptedException;
}
