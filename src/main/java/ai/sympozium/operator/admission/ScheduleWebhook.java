package ai.sympozium.operator.admission;

import ai.sympozium.schedule.CronSchedule;
import ai.sympozium.schedule.InvalidScheduleException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Decides admission reviews of schedules: expression and time zone must be valid. */
@ApplicationScoped
class ScheduleWebhook {
  static final String RESOURCE = "sympoziumschedules";

  private static final int UNPROCESSABLE = 422;

  private final ObjectMapper json;

  ScheduleWebhook(ObjectMapper json) {
    this.json = json;
  }

  /** Returns the review with the response. */
  AdmissionReview review(AdmissionRequest request) {
    JsonNode spec = json.<JsonNode>valueToTree(request.getObject()).path("spec");
    return AdmissionAnswer.of(request, UNPROCESSABLE, refusal(spec));
  }

  private static Optional<String> refusal(JsonNode spec) {
    JsonNode timeZone = spec.path("timeZone");
    try {
      CronSchedule.parse(
          spec.path("schedule").asText(""), timeZone.isTextual() ? timeZone.asText() : null);
      return Optional.empty();
    } catch (InvalidScheduleException e) {
      return Optional.of("spec." + e.field() + ": " + e.getMessage());
    }
  }
}
