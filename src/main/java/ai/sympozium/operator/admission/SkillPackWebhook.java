package ai.sympozium.operator.admission;

import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.config.OperatorConfig;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Answers the API server's admission reviews of SkillPacks. What can't be decided is refused: by an
 * answer, or by an exception, which the API server takes for a refusal too.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">Dynamic
 *     admission control</a>
 */
@ApplicationScoped
public class SkillPackWebhook {
  /** Packs are written rarely, and each may be a thousand questions. */
  private static final int AT_ONCE = 8;

  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;

  private final SkillPackAuthorizer review;
  private final ObjectMapper json;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  SkillPackWebhook(AccessChecker holdings, OperatorConfig config, ObjectMapper json) {
    this.review = new SkillPackAuthorizer(holdings, config.namespace());
    this.json = json;
  }

  /** The answer to an {@code AdmissionReview}, both of {@code admission.k8s.io/v1}. */
  public JsonNode answer(JsonNode question) {
    JsonNode request = question.path("request");
    if (!turns.tryAcquire()) {
      return answer(
          request, TOO_MANY_REQUESTS, Optional.of("too many packs are being written. Try again."));
    }
    try {
      return answer(request, FORBIDDEN, refusal(request));
    } finally {
      turns.release();
    }
  }

  private Optional<String> refusal(JsonNode request) {
    JsonNode resource = request.path("resource");
    if (!resource.path("group").asText().equals(SympoziumLabels.GROUP)
        || !resource.path("resource").asText().equals("skillpacks")) {
      return Optional.of("only skillpacks." + SympoziumLabels.GROUP + " are reviewed here");
    }
    JsonNode spec = request.path("object").path("spec");
    if (request.path("operation").asText().equals("UPDATE")
        && spec.equals(request.path("oldObject").path("spec"))) {
      return Optional.empty(); // Labels and the like; what it can do is as it was.
    }
    try {
      return review.refusal(
          Author.of(request.path("userInfo")),
          request.path("namespace").asText(),
          json.treeToValue(spec, SkillPackSpec.class));
    } catch (JsonProcessingException e) {
      return Optional.of("spec: " + e.getOriginalMessage());
    }
  }

  private static JsonNode answer(JsonNode request, int code, Optional<String> refusal) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
    ObjectNode response = answer.putObject("response");
    response.put("uid", request.path("uid").asText()).put("allowed", refusal.isEmpty());
    refusal.ifPresent(
        words -> response.putObject("status").put("code", code).put("message", words));
    return answer;
  }
}
