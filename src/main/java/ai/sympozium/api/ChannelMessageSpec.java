package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Text of a message and its destination. Immutable, so that a repeated delivery is the same. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChannelMessageSpec(
    @Required
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @JsonPropertyDescription(
            "Name of the SympoziumInstance in the message's namespace whose channel is used.")
        String instanceRef,
    @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription("Type of the instance's channel, for example webhook.")
        String channel,
    @JsonPropertyDescription(
            "Chat that the message is for. Messages of one chat are delivered in order.")
        @Nullable String chatId,
    @JsonPropertyDescription("Thread within the chat.") @Nullable String threadId,
    @Required @Size(min = 1, max = 16384) @JsonPropertyDescription("Text of the message.")
        String text) {

  /** Largest number of characters of a text. */
  public static final int MAX_TEXT = 16_384;

  /** Largest number of characters of a chat or thread. */
  public static final int MAX_ID = 253;
}
