package ai.sympozium.endpoint.openai;

import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.Conversation;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the messages of a chat. Tool calls of earlier turns are read as text, because the agent has
 * tools of its own.
 */
final class ChatMessages {
  private static final String ROLES =
      "'system', 'assistant', 'user', 'function', 'tool', and 'developer'";

  private ChatMessages() {}

  static Conversation read(RequestObject request) {
    var messages = new ArrayList<ChatMessage>();
    for (var message : request.requiredObjects("messages")) {
      messages.add(message(message));
    }
    return checked(messages, "messages");
  }

  /** Creates a conversation, unless it is longer than a run may have. */
  static Conversation checked(List<ChatMessage> messages, String param) {
    var conversation = Conversation.of(messages);
    if (conversation.isTooLong()) {
      throw OpenAiException.invalid(
          ("This model's maximum context length is %d characters in %d messages, of which a message"
                  + " has at most %d. However, your messages resulted in %d characters. Please"
                  + " reduce the length of the messages.")
              .formatted(
                  Conversation.MAX_EARLIER,
                  Conversation.MAX_MESSAGES,
                  Conversation.MAX_MESSAGE,
                  conversation.size()),
          param,
          "context_length_exceeded");
    }
    return conversation;
  }

  private static ChatMessage message(RequestObject message) {
    var role = message.requiredText("role");
    return switch (role) {
      case "system", "developer" -> new ChatMessage(Role.SYSTEM, content(message));
      case "user" -> new ChatMessage(Role.USER, content(message));
      case "assistant" -> new ChatMessage(Role.ASSISTANT, answer(message));
      case "tool", "function" ->
          new ChatMessage(Role.USER, "Result of a tool: " + content(message));
      default -> throw message.invalidValue("role", role, ROLES);
    };
  }

  private static String content(RequestObject message) {
    if (!message.has("content")) {
      throw message.missing("content");
    }
    return MessageContent.read(message);
  }

  private static String answer(RequestObject message) {
    var text = new StringBuilder(MessageContent.read(message));
    if (message.has("refusal")) {
      text.append(message.requiredText("refusal"));
    }
    if (message.has("tool_calls")) {
      for (var call : message.objects("tool_calls")) {
        var function = call.object("function");
        if (function != null) {
          text.append("\nCalled the tool ").append(function.requiredText("name"));
        }
      }
    } else if (text.isEmpty() && !message.has("content") && !message.has("function_call")) {
      throw message.missing("content");
    }
    return text.toString().strip();
  }
}
