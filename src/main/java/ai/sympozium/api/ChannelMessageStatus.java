package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcome of a message's delivery. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChannelMessageStatus(
    @JsonPropertyDescription("Pending, Sent or Failed. Sent and Failed are final.")
        @Nullable ChannelMessagePhase phase,
    @JsonPropertyDescription("Reason of the phase in CamelCase, for programs.")
        @Nullable String reason,
    @JsonPropertyDescription("Reason in a sentence, and the fix.") @Nullable String message,
    @JsonPropertyDescription("Number of finished attempts.") @Nullable Integer attempts,
    @JsonPropertyDescription("Earliest time of the next attempt, RFC 3339.")
        @Nullable String nextAttemptAt,
    @JsonPropertyDescription("Time at which the receiver accepted the message, RFC 3339.")
        @Nullable String sentAt,
    @JsonPropertyDescription("Sent: whether the receiver accepted the message.")
        List<Condition> conditions) {

  public ChannelMessageStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
