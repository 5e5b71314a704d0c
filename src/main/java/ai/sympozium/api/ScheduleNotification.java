package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages about the outcomes of a schedule's runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ScheduleNotification(
    @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription("Type of the instance's channel, for example webhook.")
        String channel,
    @Size(max = 253)
        @JsonPropertyDescription("Chat that receives the messages. Default: that of the channel.")
        @Nullable String chatId,
    @Size(max = 2)
        @JsonPropertyDescription(
            "Outcomes of which a message informs: failure, success, or both. Default: failure. In"
                + " YAML, put the name of this field in quotes: without them it means true.")
        List<NotifiedOutcome> on) {

  public ScheduleNotification {
    on = on == null || on.isEmpty() ? List.of(NotifiedOutcome.FAILURE) : List.copyOf(on);
  }
}
