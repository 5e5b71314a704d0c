package ai.sympozium.agent;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.Message.ToolMessage;
import ai.sympozium.agent.model.Message.UserMessage;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.TruncatedText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Shortens a conversation that is longer than the model's context: the oldest tool outputs first,
 * then the arguments of old calls, then the last outputs. In the end, it summarizes old turns, and
 * what was before the task.
 */
final class ContextShortener {
  private static final int OLD_BYTES = 600;
  private static final int LAST_BYTES = 4_000;
  private static final int SUMMARY_LINE_BYTES = 160;
  private static final int MAX_SUMMARY_BYTES = 6_000;

  private final List<Message> messages;
  private final long target;
  private final int head;
  private long size;

  private ContextShortener(List<Message> messages, long target, int head) {
    this.messages = new ArrayList<>(messages);
    this.target = target;
    this.head = head;
    this.size = size(messages);
  }

  /** Returns the size of a conversation in characters. */
  static long size(List<Message> messages) {
    return messages.stream().mapToLong(ContextShortener::size).sum();
  }

  private static long size(Message message) {
    return JsonTrees.write(message.toJson()).length();
  }

  /**
   * Returns a conversation of at most the target size if that is possible, else a shorter one.
   *
   * @param head number of messages up to the task: the system prompt, earlier messages, the task
   */
  static List<Message> shorten(List<Message> messages, long target, int head) {
    var shortener = new ContextShortener(messages, target, head);
    var lastTurn = shortener.lastTurns(1);
    shortener.each(head, lastTurn, message -> shortOutput(message, OLD_BYTES));
    shortener.each(head, lastTurn, ContextShortener::shortArguments);
    shortener.each(lastTurn, messages.size(), message -> shortOutput(message, LAST_BYTES));
    if (shortener.size > target) {
      shortener.summarize(head, shortener.lastTurns(2));
    }
    shortener.each(head, shortener.messages.size(), m -> shortOutput(m, OLD_BYTES));
    if (shortener.size > target) {
      shortener.summarize(1, head - 1);
    }
    return List.copyOf(shortener.messages);
  }

  private void each(int from, int to, UnaryOperator<Message> change) {
    for (var i = from; i < to && size > target; i++) {
      var before = messages.get(i);
      var after = change.apply(before);
      if (after != before) {
        size += size(after) - size(before);
        messages.set(i, after);
      }
    }
  }

  /** Returns the index of the message that begins the last turns. */
  private int lastTurns(int count) {
    var left = count;
    for (var i = messages.size() - 1; i > head; i--) {
      if (messages.get(i) instanceof AssistantMessage && --left == 0) {
        return i;
      }
    }
    return Math.min(head, messages.size());
  }

  private void summarize(int from, int to) {
    if (to <= from) {
      return;
    }
    var old = messages.subList(from, to);
    var lines = new StringBuilder("[Earlier messages were removed. They contained:]\n");
    for (var message : old) {
      lines.append(summary(message));
    }
    old.clear();
    messages.add(
        from,
        new UserMessage(
            TruncatedText.of(lines.toString(), MAX_SUMMARY_BYTES / 2, MAX_SUMMARY_BYTES / 2)
                .text()));
    size = size(messages);
  }

  private static String summary(Message message) {
    return switch (message) {
      case AssistantMessage assistant -> {
        var text = assistant.text();
        var lines = new StringBuilder();
        if (text != null && !text.isBlank()) {
          lines.append("- you: ").append(line(text)).append('\n');
        }
        for (var call : assistant.toolCalls()) {
          lines.append("- call: ").append(line(call.tool() + " " + call.arguments())).append('\n');
        }
        yield lines.toString();
      }
      case ToolMessage tool -> "  result: " + line(tool.content()) + "\n";
      case UserMessage user -> "- " + line(user.text()) + "\n";
      case Message.SystemMessage system -> "- " + line(system.text()) + "\n";
    };
  }

  private static String line(String text) {
    return TruncatedText.ofBytes(text.strip().replaceAll("\\s+", " "), SUMMARY_LINE_BYTES);
  }

  private static Message shortOutput(Message message, int bytes) {
    return message instanceof ToolMessage tool && tool.content().length() > bytes
        ? new ToolMessage(tool.callId(), shortened(tool.content(), bytes))
        : message;
  }

  private static Message shortArguments(Message message) {
    return message instanceof AssistantMessage assistant
        ? assistant.withToolCalls(
            assistant.toolCalls().stream().map(ContextShortener::shortArguments).toList())
        : message;
  }

  private static ToolCall shortArguments(ToolCall call) {
    if (call.arguments().length() <= OLD_BYTES) {
      return call;
    }
    try {
      ObjectNode arguments = JsonTrees.readObject(call.arguments());
      for (var argument : List.copyOf(arguments.properties())) {
        var value = argument.getValue();
        if (value.isTextual()) {
          arguments.put(argument.getKey(), shortened(value.textValue(), OLD_BYTES / 2));
        }
      }
      return call.withArguments(JsonTrees.write(arguments));
    } catch (IOException e) {
      return call;
    }
  }

  private static String shortened(String text, int bytes) {
    if (text.length() <= bytes) {
      return text;
    }
    return TruncatedText.of(text, bytes / 2, bytes / 2).text();
  }
}
