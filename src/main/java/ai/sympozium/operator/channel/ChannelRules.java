package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelAccessControl;
import ai.sympozium.api.ChannelSpec;
import ai.sympozium.api.SympoziumInstance;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which channels an instance has, and to which chats they may send. A pure function. */
public final class ChannelRules {
  private ChannelRules() {}

  /**
   * Reason why a message cannot be sent.
   *
   * @param message names the field
   */
  public record Problem(ChannelReason reason, String message) {}

  /** Returns the types of the channels that messages can be sent to. */
  public static List<String> channels(SympoziumInstance instance) {
    return instance.getSpec().channels().stream()
        .filter(ChannelSpec::usable)
        .map(ChannelSpec::type)
        .toList();
  }

  /** Returns the channel that the connector serves. */
  static Optional<ChannelSpec> webhook(SympoziumInstance instance) {
    return instance.getSpec().channels().stream().filter(ChannelSpec::usable).findFirst();
  }

  /** Returns why a channel of an instance cannot be used. */
  static Optional<Problem> problem(SympoziumInstance instance) {
    List<ChannelSpec> channels = instance.getSpec().channels();
    for (int i = 0; i < channels.size(); i++) {
      ChannelSpec channel = channels.get(i);
      String field = "spec.channels[" + i + "].";
      if (channel.secretName().isEmpty()) {
        return Optional.of(
            new Problem(
                ChannelReason.SECRET_MISSING,
                field + "configRef.secret: The channel names no Secret. Add the name."));
      }
    }
    return Optional.empty();
  }

  /** Returns why a message cannot be sent to a chat. */
  public static Optional<Problem> problem(
      @Nullable SympoziumInstance instance, String type, @Nullable String chat) {
    if (instance == null) {
      return Optional.of(
          new Problem(
              ChannelReason.INSTANCE_NOT_FOUND,
              "instanceRef: The instance does not exist. Use an existing one."));
    }
    List<String> usable = channels(instance);
    Optional<ChannelSpec> channel =
        instance.getSpec().channels().stream()
            .filter(candidate -> candidate.usable() && candidate.type().equals(type))
            .findFirst();
    if (channel.isEmpty()) {
      return Optional.of(
          new Problem(
              ChannelReason.CHANNEL_NOT_FOUND,
              "channel: The instance has no channel \""
                  + type
                  + "\". "
                  + (usable.isEmpty()
                      ? "It has no channels."
                      : "Use one of: " + String.join(", ", usable) + ".")));
    }
    ChannelAccessControl access = channel.get().accessControl();
    List<String> allowed = access == null ? List.of() : access.allowedChats();
    if (allowed.isEmpty() || (chat != null && allowed.contains(chat))) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            ChannelReason.CHAT_NOT_ALLOWED,
            chat == null
                ? "chatId: The channel needs a chat. Use one that spec.channels[].accessControl of"
                    + " the instance allows."
                : "chatId: The instance does not allow this chat. Use one that"
                    + " spec.channels[].accessControl of the instance allows."));
  }
}
