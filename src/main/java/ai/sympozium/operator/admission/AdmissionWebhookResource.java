package ai.sympozium.operator.admission;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.http.GatewayRoutes;
import io.fabric8.kubernetes.api.model.GroupVersionResource;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
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
  private final SkillPackWebhook packs;
  private final ScheduleWebhook schedules;

  AdmissionWebhookResource(SkillPackWebhook packs, ScheduleWebhook schedules) {
    this.packs = packs;
    this.schedules = schedules;
  }

  @POST
  @SecretPath
  @RunOnVirtualThread
  @Produces(MediaType.APPLICATION_JSON)
  public AdmissionReview review(@Nullable AdmissionReview review) {
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
