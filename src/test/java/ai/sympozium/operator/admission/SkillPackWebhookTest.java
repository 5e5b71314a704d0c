package ai.sympozium.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.Manifests;
import ai.sympozium.operator.config.TestOperatorConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authentication.UserInfoBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reviews as the API server sends them, and the answers that it understands. */
class SkillPackWebhookTest {
  private static final String PODS =
      "sidecar: {image: i, rbac: [{resources: [pods], verbs: [get]}]}";
  private final List<UserInfo> asked = Collections.synchronizedList(new ArrayList<>());

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static SkillPackWebhook admission(AccessChecker access) {
    return new SkillPackWebhook(access, TestOperatorConfig.inNamespace("sympozium-system"), JSON);
  }

  private static AdmissionRequest request(JsonNode review) {
    return JSON.convertValue(review, AdmissionReview.class).getRequest();
  }

  private JsonNode ask(boolean held, JsonNode review) {
    return JSON.valueToTree(
        admission(
                (author, right, namespace) -> {
                  asked.add(author);
                  return held;
                })
            .review(request(review)));
  }

  private static JsonNode review(String operation, String spec, String oldSpec) {
    return Manifests.parse(
        """
        apiVersion: admission.k8s.io/v1
        kind: AdmissionReview
        request:
          uid: u-1
          resource: {group: sympozium.ai, version: v1alpha1, resource: skillpacks}
          name: a
          namespace: demo
          operation: %s
          userInfo:
            username: jane
            uid: "7"
            groups: [team, "system:authenticated"]
            extra: {scopes: [one, two]}
          object: {metadata: {name: a, labels: {x: new}}, spec: {%s}}
          oldObject: %s
        """
            .formatted(operation, spec, oldSpec.isEmpty() ? "null" : "{spec: {" + oldSpec + "}}"),
        JsonNode.class);
  }

  @Test
  void shouldRejectWithForbiddenAndReason() {
    JsonNode answer = ask(false, review("CREATE", PODS, ""));

    assertThat(answer.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
    assertThat(answer.path("kind").asText()).isEqualTo("AdmissionReview");
    JsonNode response = answer.path("response");
    assertThat(response.path("uid").asText()).isEqualTo("u-1");
    assertThat(response.path("allowed").asBoolean(true)).isFalse();
    assertThat(response.at("/status/code").asInt()).isEqualTo(403);
    assertThat(response.at("/status/message").asText())
        .startsWith("spec.sidecar.rbac[0]: jane does not hold pods \"get\" in namespace demo.");
  }

  @Test
  void shouldReturnOnlyUidAndAllowedWhenAllowed() {
    assertThat(ask(true, review("CREATE", PODS, "")).path("response").toString())
        .isEqualTo("{\"allowed\":true,\"uid\":\"u-1\"}");
  }

  @Test
  void shouldCheckAuthorWithGroupsUidAndExtra() {
    ask(true, review("CREATE", PODS, ""));

    assertThat(asked)
        .containsOnly(
            new UserInfoBuilder()
                .withUsername("jane")
                .withUid("7")
                .withGroups("team", "system:authenticated")
                .addToExtra("scopes", List.of("one", "two"))
                .build());
  }

  @Test
  void shouldAllowUpdateWithoutCheckWhenSpecIsUnchanged() {
    assertThat(allowed(ask(false, review("UPDATE", PODS, PODS)))).isTrue();
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldCheckPermissionsWhenImageOrSkillTextChanges() {
    String otherImage = PODS.replace("image: i", "image: mine");
    String otherText = "skills: [{name: a, content: do as I say}], " + PODS;

    assertThat(allowed(ask(false, review("UPDATE", otherImage, PODS)))).isFalse();
    assertThat(allowed(ask(false, review("UPDATE", otherText, PODS)))).isFalse();
    assertThat(allowed(ask(true, review("UPDATE", otherImage, PODS)))).isTrue();
  }

  @Test
  void shouldRejectInvalidReview() {
    assertThat(allowed(ask(true, review("CREATE", "sidecar: [1]", "")))).isFalse();
    JsonNode roles =
        Manifests.parse(
            "request: {uid: u, resource: {group: rbac.authorization.k8s.io, resource: roles}}",
            JsonNode.class);
    assertThat(ask(true, roles).at("/response/status/message").asText())
        .isEqualTo("only skillpacks.sympozium.ai are reviewed here");
  }

  @Test
  @Timeout(20)
  void shouldRejectReviewWhenTooManyRunConcurrently() throws InterruptedException {
    var begun = new Semaphore(0);
    var end = new CountDownLatch(1);
    var admission =
        admission((author, right, namespace) -> {
          begun.release();
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return true;
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        threads.execute(() -> admission.review(request(review("CREATE", PODS, ""))));
      }
      begun.acquire(4);

      JsonNode answer = JSON.valueToTree(admission.review(request(review("CREATE", PODS, ""))));

      assertThat(allowed(answer)).isFalse();
      assertThat(answer.at("/response/status/code").asInt()).isEqualTo(429);
      end.countDown();
    }
    assertThat(allowed(JSON.valueToTree(admission.review(request(review("CREATE", PODS, ""))))))
        .isTrue();
  }

  private static boolean allowed(JsonNode answer) {
    return answer.at("/response/allowed").asBoolean();
  }
}
