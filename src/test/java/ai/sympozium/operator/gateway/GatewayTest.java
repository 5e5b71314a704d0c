package ai.sympozium.operator.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import ai.sympozium.api.AgentRun;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.operator.grant.SkillGrant;
import ai.sympozium.operator.http.HttpsConnection;
import ai.sympozium.operator.tls.CertificateUpdater;
import ai.sympozium.operator.tls.GatewayCertificates;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class GatewayTest {
  private static final String NOT_FOUND =
      "{\"error\":{\"code\":\"NotFound\",\"message\":\"there is no such path\"}}";
  private static final String BRIDGE_TOKEN = token("sympozium.ai/bridge");
  private static final String SKILL_TOKEN = token("sympozium.ai/skill/k8s-ops");
  private static final String REPORT =
      """
      {"complete":true,"transcript":"{}","result":{"status":"success","response":"%s"}}
      """;

  @TestHTTPResource(value = "/", tls = true)
  URI server;

  @KubernetesTestServer KubernetesServer kubernetes;
  @Inject KubernetesClient client;
  @Inject CertificateUpdater certificate;
  @Inject GatewayCertificates certificates;

  /** Static, because the responses of the API server that the first test defines stay. */
  private static OwnerReference owner = new OwnerReference();

  private static Pod pod = new Pod();

  @BeforeEach
  void start() {
    certificate.present();
    createRun();
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

  @Test
  void shouldRespondWhenHealthIsRequested() {
    given(gateway())
        .get("/healthz")
        .then()
        .statusCode(200)
        .header("Keep-Alive", "timeout=100")
        .body("status", equalTo("ok"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /", "GET /v1/token", "POST /healthz", "POST /v1/admission/", "POST /v1/admission/0",
        "GET /v1/admission/0", "POST /v1/token/x", "PUT /v1/result", "GET /q/health",
            "GET /q/metrics"
      })
  void shouldRespondNotFoundWhenRouteIsUnknown(String route) {
    String[] parts = route.split(" ", -1);

    var response = given(gateway()).request(parts[0], parts[1]);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body().asString()).isEqualTo(NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/token", "/v1/result"})
  void shouldRespondUnauthorizedBeforeTheBodyIsSent(String path) throws Exception {
    try (var connection = new HttpsConnection(server)) {
      var response =
          connection
              .send("POST " + path + " HTTP/1.1\r\nHost: g\r\nContent-Length: 1000\r\n\r\n")
              .response();

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.body()).contains("\"code\":\"Unauthorized\"");
    }
  }

  @Test
  void shouldServeTheNextRequestWhenABodyWasNotRead() throws Exception {
    try (var connection = new HttpsConnection(server)) {
      connection.send("POST /v1/result HTTP/1.1\r\nHost: g\r\nContent-Length: 900000\r\n\r\n");
      assertThat(connection.response().status()).isEqualTo(401);

      connection.send("x".repeat(900_000)).send("GET /healthz HTTP/1.1\r\nHost: g\r\n\r\n");

      assertThat(connection.response().status()).isEqualTo(200);
    }
  }

  @Test
  void shouldRespondUnauthorizedWhenTheTokenReviewFails() {
    post("/v1/result", token("other"), REPORT).then().statusCode(401);
  }

  @Test
  void shouldRespondUnauthorizedWhenTheTokenIsForAnotherContainer() {
    post("/v1/token", BRIDGE_TOKEN, "{\"skill\":\"k8s-ops\"}").then().statusCode(401);
    post("/v1/result", SKILL_TOKEN, REPORT).then().statusCode(401);
    post("/v1/token", SKILL_TOKEN, "{\"skill\":\"other\"}").then().statusCode(401);
  }

  @Test
  void shouldRespondForbiddenWhenThePodIsNotOfItsRun() {
    client
        .pods()
        .inNamespace("demo")
        .withName("run-pod")
        .edit(
            pod -> new PodBuilder(pod).editMetadata().withOwnerReferences().endMetadata().build());

    post("/v1/result", BRIDGE_TOKEN, REPORT)
        .then()
        .statusCode(403)
        .body("error.code", equalTo("Forbidden"));
  }

  @Test
  void shouldRespondForbiddenWhenTheSkillHasNoPermissions() {
    post("/v1/token", SKILL_TOKEN, "{\"skill\":\"k8s-ops\"}")
        .then()
        .statusCode(403)
        .body("error.message", equalTo("skill \"k8s-ops\" of this run holds no permissions"));
  }

  @Test
  void shouldIssueATokenWhenTheSkillHasPermissions() {
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(account())
                .withNamespace("demo")
                .withOwnerReferences(owner)
                .endMetadata()
                .build())
        .create();

    post("/v1/token", SKILL_TOKEN, "{\"skill\":\"k8s-ops\"}")
        .then()
        .statusCode(200)
        .body("token", equalTo("t"))
        .body("namespace", equalTo("demo"))
        .body("expiresAt", equalTo("2026-01-01T00:00:00Z"));
  }

  @Test
  void shouldStoreTheReportOnce() {
    post("/v1/result", BRIDGE_TOKEN, REPORT.formatted("a")).then().statusCode(204);
    post("/v1/result", BRIDGE_TOKEN, REPORT.formatted("a")).then().statusCode(204);

    post("/v1/result", BRIDGE_TOKEN, REPORT.formatted("b"))
        .then()
        .statusCode(409)
        .body("error.code", equalTo("ResultAlreadyReported"));
    assertThat(
            client.configMaps().inNamespace("demo").withName("run-transcript").require().getData())
        .containsKeys("result.json", "signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "\"text\""})
  void shouldRespondBadRequestWhenTheBodyIsNotAnObject(String body) {
    post("/v1/token", SKILL_TOKEN, body)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadRequest"));
    post("/v1/result", BRIDGE_TOKEN, body)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadRequest"));
  }

  @Test
  void shouldServeTheClientOfPods(@TempDir Path identity) throws Exception {
    Files.writeString(identity.resolve("gateway-ca.crt"), certificates.authority());
    Files.writeString(identity.resolve("token"), BRIDGE_TOKEN);
    var verifier = HttpsURLConnection.getDefaultHostnameVerifier();
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
    try {
      var pods = new GatewayClient(server, identity);

      assertThat(pods.warm()).isTrue();
      pods.post(
          "/v1/result",
          JsonTrees.readObject(
              ("{\"transcript\":\"" + "x".repeat(700_000) + "\"}").getBytes(UTF_8)));
    } finally {
      HttpsURLConnection.setDefaultHostnameVerifier(verifier);
    }

    assertThat(
            client
                .configMaps()
                .inNamespace("demo")
                .withName("run-transcript")
                .require()
                .getData()
                .get("transcript.jsonl"))
        .hasSize(700_000);
  }

  @Test
  void shouldAcceptALargeBodyOnlyAsAReport() {
    String text = "x".repeat(100_000);

    post("/v1/token", SKILL_TOKEN, "{\"skill\":\"" + text + "\"}")
        .then()
        .statusCode(413)
        .body("error.code", equalTo("TooLarge"));
    post("/v1/result", BRIDGE_TOKEN, "{\"transcript\":\"" + text + "\"}").then().statusCode(204);
  }

  @Test
  void shouldRespondTooLargeWhenTheDeclaredLengthExceedsEveryLimit() throws Exception {
    try (var connection = new HttpsConnection(server)) {
      connection.send("POST /v1/result HTTP/1.1\r\nHost: g\r\nContent-Length: 4194305\r\n\r\n");

      assertThat(connection.response().status()).isEqualTo(413);
    }
  }

  @Test
  void shouldRespondTooLargeWhenABodyWithoutLengthGrows() throws Exception {
    try (var connection = new HttpsConnection(server)) {
      connection
          .send("POST /v1/token HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + SKILL_TOKEN)
          .send("\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";

      connection.send(chunk.repeat(5));

      var response = connection.response();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body()).contains("\"code\":\"TooLarge\"");
    }
  }

  @Test
  void shouldNameHeaderWhenContentTypeIsNotJson() {
    given(gateway())
        .header("Authorization", "Bearer " + SKILL_TOKEN)
        .contentType(ContentType.URLENC)
        .body("{}")
        .post("/v1/token")
        .then()
        .statusCode(400)
        .body("error.message", equalTo("Content-Type: must be application/json"));
  }

  private static String account() {
    return SkillGrant.name(owner.getUid(), "k8s-ops");
  }

  private RequestSpecification gateway() {
    return given().baseUri(server.toString()).relaxedHTTPSValidation();
  }

  private io.restassured.response.Response post(String path, String token, String body) {
    return given(gateway())
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON)
        .body(body)
        .post(path);
  }

  /** Unsigned: the API server of the test verifies nothing. */
  private static String token(String audience) {
    String claims = "{\"aud\":[\"" + audience + "\"]}";
    return "e30."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
        + ".";
  }

  private static Object tokenReview(String body) {
    try {
      JsonNode spec = new ObjectMapper().readTree(body).path("spec");
      String audience = spec.path("audiences").path(0).asText();
      boolean valid = spec.path("token").asText().equals(token(audience));
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
                          "system:serviceaccount:demo:default",
                          "extra",
                          Map.of(
                              "authentication.kubernetes.io/pod-name", new String[] {"run-pod"},
                              "authentication.kubernetes.io/pod-uid", new String[] {uid(pod)}))));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void createRun() {
    client.resources(AgentRun.class).inNamespace("demo").delete();
    client.pods().inNamespace("demo").delete();
    client.serviceAccounts().inNamespace("demo").delete();
    client.configMaps().inNamespace("demo").delete();
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
        .resource(run("status: {phase: Running, podName: run-pod, podUID: " + uid(pod) + "}"))
        .updateStatus();
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

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }
}
