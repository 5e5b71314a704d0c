package ai.sympozium.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.grant.SkillGrant;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A run and its pod in the API server of unit tests. It verifies no signature: every token is valid
 * that claims to be the pod's, except forged ones. Static, because the responses that the first
 * test defines stay.
 */
public final class RunFixture {
  private static final long YEAR_2100 = 4_102_444_800L;
  private static final String FORGED = "forged-";
  private static final AtomicInteger REVIEWS = new AtomicInteger();

  private static OwnerReference owner = new OwnerReference();
  private static Pod pod = new Pod();

  private RunFixture() {}

  /** Creates a new run and deletes the previous one. */
  public static void create(KubernetesServer kubernetes, KubernetesClient client) {
    deleteAll(client);
    AgentRun created = client.resource(run("")).create();
    owner =
        new OwnerReferenceBuilder()
            .withApiVersion("sympozium.ai/v1alpha1")
            .withKind("AgentRun")
            .withName("run")
            .withUid(created.getMetadata().getUid())
            .withController(true)
            .build();
    pod =
        client
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("run-pod")
                    .withNamespace("demo")
                    .withOwnerReferences(owner)
                    .endMetadata()
                    .build())
            .create();
    client
        .resource(run("status: {phase: Running, podName: run-pod, podUID: " + podUID() + "}"))
        .updateStatus();
    kubernetes
        .expect()
        .post()
        .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
        .andReply(201, request -> tokenReview(request.getBody().readUtf8()))
        .always();
    kubernetes
        .expect()
        .post()
        .withPath("/api/v1/namespaces/demo/serviceaccounts/" + account() + "/token")
        .andReturn(
            201,
            Map.of(
                "apiVersion", "authentication.k8s.io/v1",
                "kind", "TokenRequest",
                "status", Map.of("token", "t", "expirationTimestamp", "2026-01-01T00:00:00Z")))
        .always();
  }

  private static void deleteAll(KubernetesClient client) {
    client.resources(AgentRun.class).inNamespace("demo").delete();
    client.pods().inNamespace("demo").delete();
    client.serviceAccounts().inNamespace("demo").delete();
    client.configMaps().inNamespace("demo").delete();
  }

  public static OwnerReference owner() {
    return owner;
  }

  public static String account() {
    return SkillGrant.name(owner.getUid(), "k8s-ops");
  }

  /** Returns the number of token reviews so far. */
  public static int reviews() {
    return REVIEWS.get();
  }

  /** Returns a new token of the pod that is valid for an audience. */
  public static String token(String audience) {
    return token(audience, UUID.randomUUID().toString());
  }

  /** Returns a new token that differs from a valid one only by its signature. */
  public static String forgedToken(String audience) {
    return token(audience, FORGED + UUID.randomUUID());
  }

  private static String token(String audience, String signature) {
    String claims =
        """
        {"aud":["%s"],"exp":%d,
         "kubernetes.io":{"namespace":"demo","pod":{"name":"run-pod","uid":"unverified"}}}
        """
            .formatted(audience, YEAR_2100);
    return "e30."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
        + "."
        + signature;
  }

  private static Object tokenReview(String body) {
    REVIEWS.incrementAndGet();
    try {
      JsonNode spec = new ObjectMapper().readTree(body).path("spec");
      String audience = spec.path("audiences").path(0).asText();
      String token = spec.path("token").asText();
      boolean valid =
          token.startsWith(token(audience, "")) && !token.startsWith(token(audience, FORGED));
      return Map.of(
          "apiVersion", "authentication.k8s.io/v1",
          "kind", "TokenReview",
          "status",
              Map.of(
                  "authenticated", valid,
                  "audiences", spec.path("audiences"),
                  "user",
                      Map.of(
                          "username",
                          "system:serviceaccount:demo:" + account(audience),
                          "extra",
                          Map.of(
                              "authentication.kubernetes.io/pod-name", new String[] {"run-pod"},
                              "authentication.kubernetes.io/pod-uid", new String[] {podUID()}))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String account(String audience) {
    return audience.equals("sympozium.ai/endpoint") ? "bot-web-endpoint" : "default";
  }

  private static AgentRun run(String status) {
    return Serialization.unmarshal(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata: {name: run, namespace: demo}
        spec: {instanceRef: bot, task: t}
        """
            + status,
        AgentRun.class);
  }

  private static String podUID() {
    return pod.getMetadata().getUid();
  }
}
