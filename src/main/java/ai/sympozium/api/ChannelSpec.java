package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Channel by which the runs of an instance send messages. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.type == 'webhook'",
    message =
        "There is no channel of this type, so its messages would not be delivered. Use webhook.",
    fieldPath = ".type")
public record ChannelSpec(
    @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
            "Type of the channel, which is also its name in messages: webhook. Others are refused.")
        String type,
    @JsonPropertyDescription("Settings of the channel.") @Nullable ChannelConfigRef configRef,
    @JsonPropertyDescription("Chats that messages may be sent to.")
        @Nullable ChannelAccessControl accessControl) {

  /** The one supported type. */
  public static final String WEBHOOK = "webhook";

  /** Returns the name of the Secret, or an empty text. */
  public String secretName() {
    return configRef == null || configRef.secret() == null ? "" : configRef.secret().strip();
  }

  /** Returns whether a connector can deliver messages of the channel. */
  public boolean usable() {
    return WEBHOOK.equals(type) && !secretName().isEmpty();
  }
}
