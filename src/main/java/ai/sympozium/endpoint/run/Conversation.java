package ai.sympozium.endpoint.run;

import ai.sympozium.endpoint.run.ChatMessage.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Conversation of a run: the task, and the messages before it.
 *
 * @param earlier without empty messages
 */
public record Conversation(List<ChatMessage> earlier, String task) {
  /** Limits of the API server, in Unicode code points. */
  public static final int MAX_MESSAGE = 131_072;

  public static final int MAX_EARLIER = 262_144;
  public static final int MAX_MESSAGES = 256;

  private static final String CONTINUE = "Continue.";

  public Conversation {
    earlier = List.copyOf(earlier);
  }

  /**
   * Selects the task: the last message of the user. If an answer follows it, the task is to
   * continue. System messages can have any position, because the agent reads them first.
   */
  public static Conversation of(List<ChatMessage> messages) {
    var earlier = new ArrayList<ChatMessage>();
    messages.stream().filter(message -> !message.text().isBlank()).forEach(earlier::add);
    for (var index = earlier.size() - 1; index >= 0; index--) {
      var message = earlier.get(index);
      if (message.has(Role.USER)) {
        earlier.remove(index);
        return new Conversation(earlier, message.text());
      }
      if (message.has(Role.ASSISTANT)) {
        break;
      }
    }
    return new Conversation(earlier, CONTINUE);
  }

  /** Returns the size in code points. */
  public int size() {
    return points(task) + earlierSize();
  }

  /** Returns whether the conversation exceeds a limit of the API server. */
  public boolean isTooLong() {
    return points(task) > MAX_MESSAGE
        || earlier.size() > MAX_MESSAGES
        || earlierSize() > MAX_EARLIER
        || earlier.stream().anyMatch(message -> points(message.text()) > MAX_MESSAGE);
  }

  /** Returns all messages, the task as the last one. */
  public List<ChatMessage> messages() {
    var all = new ArrayList<>(earlier);
    all.add(new ChatMessage(Role.USER, task));
    return all;
  }

  private int earlierSize() {
    return earlier.stream().mapToInt(message -> points(message.text())).sum();
  }

  private static int points(String text) {
    return text.codePointCount(0, text.length());
  }
}
