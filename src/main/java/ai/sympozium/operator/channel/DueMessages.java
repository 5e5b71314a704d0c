package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.SympoziumInstance;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Selects the messages that a connector may deliver now. Only the oldest message of a chat that is
 * not final can be due, so that a chat stays in order while its messages are repeated.
 */
final class DueMessages {
  /** A connector delivers them in parallel. */
  static final int MAX = 16;

  private static final Comparator<ChannelMessage> OLDEST_FIRST =
      Comparator.comparing(MessageStatus::createdAt)
          .thenComparing(message -> message.getMetadata().getName());

  private record Chat(String channel, String id) {}

  private DueMessages() {}

  static List<ChannelMessage> of(
      SympoziumInstance instance, Stream<ChannelMessage> messages, Instant now) {
    Map<Chat, ChannelMessage> oldest = new LinkedHashMap<>();
    messages
        .filter(message -> isOf(message, instance))
        .filter(message -> !MessageStatus.phase(message).isFinal())
        .filter(message -> isAllowed(message, instance))
        .sorted(OLDEST_FIRST)
        .forEach(message -> oldest.putIfAbsent(chat(message), message));
    return oldest.values().stream().filter(message -> isDue(message, now)).limit(MAX).toList();
  }

  /** Checks whether a message is of an instance and would be delivered by its connector. */
  static boolean isOf(ChannelMessage message, SympoziumInstance instance) {
    return instance.getMetadata().getNamespace().equals(message.getMetadata().getNamespace())
        && instance.getMetadata().getName().equals(message.getSpec().instanceRef());
  }

  private static boolean isAllowed(ChannelMessage message, SympoziumInstance instance) {
    return ChannelRules.problem(instance, message.getSpec().channel(), message.getSpec().chatId())
        .isEmpty();
  }

  private static boolean isDue(ChannelMessage message, Instant now) {
    return !MessageStatus.nextAttemptAt(message).isAfter(now)
        && now.isBefore(MessageStatus.createdAt(message).plus(MessageStatus.MAX_AGE));
  }

  private static Chat chat(ChannelMessage message) {
    String id = message.getSpec().chatId();
    return new Chat(message.getSpec().channel(), id == null ? "" : id);
  }
}
