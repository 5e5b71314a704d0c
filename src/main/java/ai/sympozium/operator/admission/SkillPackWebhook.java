package ai.sympozium.operator.admission;

import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.PackCheck;
import ai.sympozium.operator.config.OperatorConfig;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GroupVersionResource;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Decides admission reviews of SkillPacks. A request that cannot be decided is denied, by a
 * response or by an exception.
 */
@ApplicationScoped
class SkillPackWebhook {
  /** Packs are written rarely, and each can need a thousand access reviews. */
  private static final int MAX_CONCURRENT = 4;

  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;

  private final SkillPackAuthorizer authorizer;
  private final ObjectMapper json;
  private final Semaphore turns = new Semaphore(MAX_CONCURRENT);

  SkillPackWebhook(AccessChecker access, OperatorConfig config, ObjectMapper json) {
    this.authorizer = new SkillPackAuthorizer(access, config.namespace());
    this.json = json;
  }

  /** Returns the review with the response. */
  AdmissionReview review(AdmissionRequest request) {
    if (!turns.tryAcquire()) {
      return AdmissionAnswer.of(
          request, TOO_MANY_REQUESTS, Optional.of("too many packs are being written. Try again."));
    }
    try {
      return AdmissionAnswer.of(request, FORBIDDEN, refusal(request));
    } finally {
      turns.release();
    }
  }

  private Optional<String> refusal(AdmissionRequest request) {
    GroupVersionResource resource = request.getResource();
    if (resource == null
        || !SympoziumLabels.GROUP.equals(resource.getGroup())
        || !"skillpacks".equals(resource.getResource())) {
      return Optional.of("only skillpacks." + SympoziumLabels.GROUP + " are reviewed here");
    }
    if (request.getUserInfo() == null) {
      return Optional.of("userInfo: is missing");
    }
    JsonNode spec = spec(request.getObject());
    if ("UPDATE".equals(request.getOperation()) && spec.equals(spec(request.getOldObject()))) {
      return Optional.empty(); // Labels and the like. The permissions of the pack do not change.
    }
    try {
      SkillPackSpec pack = json.treeToValue(spec, SkillPackSpec.class);
      // The access reviews take seconds. The objects can take more memory than their texts.
      request.setObject(null);
      request.setOldObject(null);
      return PackCheck.toolProblem(pack)
          .or(() -> authorizer.refusal(request.getUserInfo(), request.getNamespace(), pack));
    } catch (JsonProcessingException e) {
      return Optional.of("spec: " + e.getOriginalMessage());
    }
  }

  private JsonNode spec(@Nullable Object object) {
    return json.valueToTree(object).path("spec");
  }
}
