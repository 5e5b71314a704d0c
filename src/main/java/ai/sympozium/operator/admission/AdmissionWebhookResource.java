package ai.sympozium.operator.admission;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.http.GatewayRoutes;
import ai.sympozium.operator.http.WaitingTurns;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GroupVersionResource;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers the API server's admission reviews of packs and schedules. An error response denies the
 * request too.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">Dynamic
 *     admission control</a>
 */
@Path(GatewayRoutes.ADMISSION_PREFIX + "{secret}")
public class AdmissionWebhookResource {
  /** A review of 4 MiB takes several times as much memory while it is decoded. */
  private static final int DECODED_AT_A_TIME = 2;

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final SkillPackWebhook packs;
  private final ScheduleWebhook schedules;
  private final ObjectMapper json;
  private final WaitingTurns turns =
      new WaitingTurns(
          DECODED_AT_A_TIME,
          MAX_WAIT,
          () ->
              new GatewayException(
                  ErrorCode.UNAVAILABLE, "too many objects are reviewed at present. Try again."));

  AdmissionWebhookResource(SkillPackWebhook packs, ScheduleWebhook schedules, ObjectMapper json) {
    this.packs = packs;
    this.schedules = schedules;
    this.json = json;
  }

  @POST
  @SecretPath
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public AdmissionReview review(InputStream body) throws IOException {
    @Nullable AdmissionReview review = turns.get(() -> json.readValue(body, AdmissionReview.class));
    if (review == null || review.getRequest() == null) {
      throw new BadRequestException();
    }
    AdmissionRequest request = review.getRequest();
    return isSchedule(request.getResource())
        ? schedules.review(request)
        : packs.review(request); // Denies other kinds.
  }

  private static boolean isSchedule(@Nullable GroupVersionResource resource) {
    return resource != null
        && SympoziumLabels.GROUP.equals(resource.getGroup())
        && ScheduleWebhook.RESOURCE.equals(resource.getResource());
  }
}
