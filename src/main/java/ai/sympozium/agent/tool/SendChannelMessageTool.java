package ai.sympozium.agent.tool;

import ai.sympozium.contract.OperatorTool;
import ai.sympozium.contract.SendChannelMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Sends a message through a channel of the instance, and returns whether it was delivered. */
public final class SendChannelMessageTool implements Tool {
  private final OperatorToolClient operator;
  private final List<String> channels;

  /**
   * Creates the tool.
   *
   * @param channels channels of the instance
   */
  public SendChannelMessageTool(OperatorToolClient operator, List<String> channels) {
    this.operator = operator;
    this.channels = List.copyOf(channels);
  }

  @Override
  public String name() {
    return OperatorTool.SEND_CHANNEL_MESSAGE.toolName();
  }

  @Override
  public String description() {
    return "Sends a message to people or programs outside the cluster through a channel, and"
        + " returns whether it was delivered.";
  }

  @Override
  public ObjectNode parameters() {
    return new ToolSchema()
        .choice(SendChannelMessage.CHANNEL, "Channel to use.", channels)
        .require(SendChannelMessage.CHANNEL)
        .requiredString(SendChannelMessage.TEXT, "Text of the message, at most 16384 characters.")
        .string(SendChannelMessage.CHAT_ID, "Chat that the message is for, if the task names one.")
        .string(SendChannelMessage.THREAD_ID, "Thread within the chat.")
        .build();
  }

  @Override
  public String subject(ObjectNode arguments) {
    var chat = arguments.path(SendChannelMessage.CHAT_ID).asText("");
    return arguments.path(SendChannelMessage.CHANNEL).asText("")
        + (chat.isEmpty() ? "" : " " + chat);
  }

  @Override
  public ToolResult run(ObjectNode json) throws ToolException, InterruptedException {
    var arguments = new ToolArguments(json);
    arguments.required(SendChannelMessage.CHANNEL);
    arguments.required(SendChannelMessage.TEXT);
    var result = operator.call(OperatorTool.SEND_CHANNEL_MESSAGE, json);
    var name = result.path(SendChannelMessage.NAME).asText("");
    var sent = result.path(SendChannelMessage.SENT).asBoolean(false);
    return ToolResult.of(
        sent
            ? "Sent: the receiver accepted the message " + name + "."
            : "Pending: the message "
                + name
                + " is not delivered yet. "
                + result.path(SendChannelMessage.MESSAGE).asText("")
                + " Its delivery is repeated for one hour. Do not send it again.",
        false);
  }
}
