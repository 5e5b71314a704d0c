package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.contract.SendChannelMessage;
import ai.sympozium.contract.ToolErrorCode;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of a message, which are not trusted. A text that is too long is an error. */
final class MessageArguments {
  private static final int MAX_CHANNEL = 63;

  private MessageArguments() {}

  static ChannelMessageSpec read(String instance, ObjectNode arguments) {
    return new ChannelMessageSpec(
        instance,
        required(arguments, SendChannelMessage.CHANNEL, MAX_CHANNEL),
        optional(arguments, SendChannelMessage.CHAT_ID, ChannelMessageSpec.MAX_ID),
        optional(arguments, SendChannelMessage.THREAD_ID, ChannelMessageSpec.MAX_ID),
        required(arguments, SendChannelMessage.TEXT, ChannelMessageSpec.MAX_TEXT));
  }

  private static String required(ObjectNode arguments, String name, int maxLength) {
    String text = optional(arguments, name, maxLength);
    if (text == null) {
      throw invalid(name + ": is missing");
    }
    return text;
  }

  private static @Nullable String optional(ObjectNode arguments, String name, int maxLength) {
    JsonNode value = arguments.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid(name + ": must be a string");
    }
    String text = value.asText();
    if (text.isEmpty()) {
      return null;
    }
    // The API server counts code points.
    int length = text.codePointCount(0, text.length());
    if (length > maxLength) {
      throw invalid(
          name + ": has " + length + " characters, at most " + maxLength + " are allowed");
    }
    return text;
  }

  private static ToolRequestException invalid(String message) {
    return new ToolRequestException(
        ToolErrorCode.INVALID_ARGUMENTS, message, "Call the tool again with valid arguments.");
  }
}
