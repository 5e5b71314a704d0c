package ai.sympozium.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduleWebhookTest {
  private final ScheduleWebhook webhook = new ScheduleWebhook(new ObjectMapper());

  @Test
  void shouldAllowValidSchedules() {
    assertThat(refusal("@daily", "Europe/Berlin")).isNull();
    assertThat(refusal("0 9 * * 1-5", null)).isNull();
  }

  @Test
  void shouldNameFieldPositionAndExample() {
    assertThat(refusal("0 25 * * *", null))
        .startsWith(
            "spec.schedule: position 3: \"25\" is not an hour from 0 to 23. Use five fields");
    assertThat(refusal("@daily", "Berlin")).startsWith("spec.timeZone: \"Berlin\" is not");
    assertThat(refusal(null, null)).startsWith("spec.schedule: position 1: ");
  }

  @Test
  void shouldRejectDatesThatDoNotExist() {
    assertThat(refusal("0 0 30 2 *", null)).contains("position 5").contains("no such day");
  }

  private @Nullable String refusal(@Nullable String schedule, @Nullable String timeZone) {
    var spec = new HashMap<String, @Nullable Object>();
    spec.put("schedule", schedule);
    spec.put("timeZone", timeZone);
    var request = new AdmissionRequest();
    request.setUid("u");
    request.setOperation("CREATE");
    request.setAdditionalProperties(Map.of());
    request.setObject(
        io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
            new ObjectMapper()
                .valueToTree(
                    Map.of("apiVersion", "sympozium.ai/v1alpha1", "kind", "X", "spec", spec))
                .toString(),
            io.fabric8.kubernetes.api.model.GenericKubernetesResource.class));
    var response = webhook.review(request).getResponse();
    assertThat(response.getUid()).isEqualTo("u");
    return response.getAllowed() ? null : response.getStatus().getMessage();
  }
}
