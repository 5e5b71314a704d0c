package ai.sympozium.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** Observed state of a schedule. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SympoziumScheduleStatus(
    @JsonPropertyDescription("Conditions of the schedule, which its dispatcher sets.")
        List<Condition> conditions) {

  public SympoziumScheduleStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
