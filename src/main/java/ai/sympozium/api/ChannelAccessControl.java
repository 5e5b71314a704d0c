package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Restrictions of a channel. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChannelAccessControl(
    @Size(max = 64)
        @JsonPropertyDescription(
            "Chats that messages may be sent to. Absent or empty: all chats, and messages without"
                + " a chat.")
        List<String> allowedChats) {

  public ChannelAccessControl {
    allowedChats = allowedChats == null ? List.of() : List.copyOf(allowedChats);
  }
}
