package ai.sympozium.operator.admission;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import ai.sympozium.operator.http.HttpsConnection;
import ai.sympozium.operator.tls.CertificateUpdater;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class AdmissionWebhookResourceTest {
  private static final String REVIEW =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
       "request": {"uid": "u-1", "operation": "CREATE", "namespace": "demo", "name": "a",
         "kind": {"group": "sympozium.ai", "version": "v1alpha1", "kind": "SkillPack"},
         "resource": {"group": "sympozium.ai", "version": "v1alpha1", "resource": "skillpacks"},
         "userInfo": {"username": "%s", "groups": ["team"]},
         "object": {"apiVersion": "sympozium.ai/v1alpha1", "kind": "SkillPack",
           "metadata": {"name": "a", "namespace": "demo"}, "spec": %s}}}
      """;
  private static final String PODS =
      """
      {"sidecar": {"image": "i", "rbac": [{"resources": ["pods"], "verbs": ["get"]}]}}
      """;

  @TestHTTPResource(value = "/", tls = true)
  URI server;

  @KubernetesTestServer KubernetesServer kubernetes;
  @Inject CertificateUpdater certificate;
  @Inject WebhookPath path;

  @BeforeEach
  void start() {
    certificate.present();
    kubernetes
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/subjectaccessreviews")
        .andReply(
            201,
            request ->
                Map.of(
                    "apiVersion", "authorization.k8s.io/v1",
                    "kind", "SubjectAccessReview",
                    "status",
                        Map.of("allowed", request.getBody().readUtf8().contains("administrator"))))
        .always();
  }

  @Test
  void shouldAllowThePackWhenTheAuthorHoldsItsPermissions() {
    review(REVIEW.formatted("administrator", PODS))
        .statusCode(200)
        .body("apiVersion", equalTo("admission.k8s.io/v1"))
        .body("kind", equalTo("AdmissionReview"))
        .body("response.uid", equalTo("u-1"))
        .body("response.allowed", equalTo(true));
  }

  @Test
  void shouldDenyThePackWhenTheAuthorLacksAPermission() {
    review(REVIEW.formatted("jane", PODS))
        .statusCode(200)
        .body("response.allowed", equalTo(false))
        .body("response.status.code", equalTo(403))
        .body(
            "response.status.message",
            containsString("spec.sidecar.rbac[0]: jane does not hold pods \"get\""));
  }

  @Test
  void shouldDenyThePackWhenItsSpecIsMalformed() {
    review(REVIEW.formatted("administrator", "{\"sidecar\": [1]}"))
        .statusCode(200)
        .body("response.allowed", equalTo(false))
        .body("response.status.message", containsString("spec: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "[]", "{\"request\": 1}"})
  void shouldRespondBadRequestWhenTheReviewIsMalformed(String body) {
    review(body).statusCode(400).body("error.code", equalTo("BadRequest"));
  }

  /** The API server can have the address of a node, which pods with host network share. */
  @Test
  void shouldReviewWhenTheAddressOfTheApiServerSendsTooManyRequests() throws Exception {
    InetAddress shared = InetAddress.getByName("127.0.1.7");
    AtomicBoolean reviewed = new AtomicBoolean();
    CompletableFuture<Void> flood =
        CompletableFuture.runAsync(() -> {
          while (!reviewed.get()) {
            send(shared, "GET /healthz HTTP/1.1\r\nHost: g\r\n\r\n".repeat(400), 400);
          }
        });
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> send(shared, "GET /healthz HTTP/1.1\r\nHost: g\r\n\r\n", 1).contains(429));

      String review =
          "POST %s HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
                  .formatted(path.current())
              + "Content-Length: 2\r\n\r\n{}";

      assertThat(send(shared, review.repeat(200), 200)).hasSize(200).containsOnly(400);
    } finally {
      reviewed.set(true);
      flood.join();
    }
  }

  /** Sends requests without waiting, and returns the codes of responses until the server closes. */
  private List<Integer> send(InetAddress source, String requests, int count) {
    List<Integer> codes = new ArrayList<>();
    try (HttpsConnection connection = new HttpsConnection(server, source)) {
      connection.send(requests);
      while (codes.size() < count) {
        codes.add(connection.response().status());
      }
    } catch (IOException e) {
      return codes; // The server closes the connection of a client above the rate.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return codes;
  }

  static Stream<String> floods() {
    return Stream.of(
        "{\"sidecar\": {\"image\": \"i\", \"tools\": [{\"name\": \"t\", \"parameters\": {\"x\":"
            + " [%s]}}]}}",
        "{\"runtimeRequirements\": {\"x\": [%s]}}", "{\"unknown\": [%s]}");
  }

  @ParameterizedTest
  @MethodSource("floods")
  void shouldRespondBadRequestWhenAPackIsAFloodOfValues(String spec) {
    String flood = spec.formatted("{},".repeat(1_000_000) + "{}");

    review(REVIEW.formatted("administrator", flood)).statusCode(400);
  }

  @Test
  void shouldNameFieldWhenParametersOfAToolAreTooLarge() {
    String spec =
        "{\"sidecar\": {\"image\": \"i\", \"tools\": [{\"name\": \"t\", \"description\": \"d\","
            + " \"exec\": [\"e\"], \"parameters\": {\"x\": ["
            + "{},".repeat(20_000)
            + "{}]}}]}}";

    review(REVIEW.formatted("administrator", spec))
        .statusCode(200)
        .body("response.allowed", equalTo(false))
        .body(
            "response.status.message",
            containsString("spec.sidecar.tools[0].parameters: is larger than 16 KiB"));
  }

  private ValidatableResponse review(String body) {
    return given()
        .baseUri(server.toString())
        .relaxedHTTPSValidation()
        .contentType(ContentType.JSON)
        .body(body)
        .post(path.current())
        .then();
  }
}
