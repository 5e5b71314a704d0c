package ai.sympozium.operator.admission;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import java.util.Optional;

/** Builds the answer to an admission review. */
final class AdmissionAnswer {
  private AdmissionAnswer() {}

  /**
   * Returns the review with the response.
   *
   * @param code HTTP status of a refusal
   * @param refusal empty if the request is allowed
   */
  static AdmissionReview of(AdmissionRequest request, int code, Optional<String> refusal) {
    var response =
        new AdmissionReviewBuilder()
            .withNewResponse()
            .withUid(request.getUid())
            .withAllowed(refusal.isEmpty());
    refusal.ifPresent(message ->
        response.withStatus(new StatusBuilder().withCode(code).withMessage(message).build()));
    return response.endResponse().build();
  }
}
