package ai.sympozium.operator.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import ai.sympozium.api.AgentRun;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi.ErrorCode;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.operator.agentrun.lifecycle.GatewayContacts;
import ai.sympozium.operator.http.HttpsConnection;
import ai.sympozium.operator.tls.CertificateUpdater;
import ai.sympozium.operator.tls.GatewayCertificates;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class GatewayTest {
  private static final String NOT_FOUND =
      "{\"error\":{\"code\":\"NotFound\",\"message\":\"there is no such path\"}}";
  private static final String REPORT =
      """
      {"complete":true,"transcript":"{}","result":{"status":"success","response":"%s"}}
      """;

  private static final String TOOL_REQUEST =
      """
      {"tool":"schedule_task","id":"1","arguments":{"name":"a","action":"list"}}
      """;

  @TestHTTPResource(value = "/", tls = true)
  URI server;

  @KubernetesTestServer KubernetesServer kubernetes;
  @Inject KubernetesClient client;
  @Inject CertificateUpdater certificate;
  @Inject GatewayContacts contacts;
  @Inject GatewayCertificates certificates;

  /** New for each test, because rejected tokens are remembered. */
  private final String bridgeToken = RunFixture.token("sympozium.ai/bridge");

  private final String skillToken = RunFixture.token("sympozium.ai/skill/k8s-ops");

  @BeforeEach
  void start() {
    certificate.present();
    RunFixture.create(kubernetes, client);
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
  @ValueSource(strings = {"/v1/token", "/v1/result", "/v1/tool"})
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
    post("/v1/result", RunFixture.forgedToken("sympozium.ai/bridge"), REPORT)
        .then()
        .statusCode(401);
    post("/v1/result", RunFixture.token("other"), REPORT).then().statusCode(401);
  }

  @Test
  void shouldRespondUnauthorizedWhenTheTokenIsForAnotherContainer() {
    post("/v1/token", bridgeToken, "{\"skill\":\"k8s-ops\"}").then().statusCode(401);
    post("/v1/result", skillToken, REPORT).then().statusCode(401);
    post("/v1/tool", skillToken, TOOL_REQUEST).then().statusCode(401);
    post("/v1/token", skillToken, "{\"skill\":\"other\"}").then().statusCode(401);
  }

  @Test
  void shouldRespondForbiddenWhenThePodIsNotOfItsRun() {
    client
        .pods()
        .inNamespace("demo")
        .withName("run-pod")
        .edit(
            pod -> new PodBuilder(pod).editMetadata().withOwnerReferences().endMetadata().build());

    post("/v1/result", bridgeToken, REPORT)
        .then()
        .statusCode(403)
        .body("error.code", equalTo("Forbidden"));
  }

  @Test
  void shouldRespondForbiddenWhenTheSkillHasNoPermissions() {
    post("/v1/token", skillToken, "{\"skill\":\"k8s-ops\"}")
        .then()
        .statusCode(403)
        .body("error.message", equalTo("skill \"k8s-ops\" of this run holds no permissions"));
  }

  @Test
  void shouldIssueATokenWhenTheSkillHasPermissions() {
    createAccount();

    post("/v1/token", skillToken, "{\"skill\":\"k8s-ops\"}")
        .then()
        .statusCode(200)
        .body("token", equalTo("t"))
        .body("namespace", equalTo("demo"))
        .body("expiresAt", equalTo("2026-01-01T00:00:00Z"));

    AgentRun run =
        client.resources(AgentRun.class).inNamespace("demo").list().getItems().getFirst();
    assertThat(contacts.notReached(run)).isEmpty();
  }

  /** A finalizer keeps the account while its deletion waits. */
  @Test
  void shouldIssueNoTokenWhenTheAccountIsBeingDeleted() {
    createAccount("demo/hold");
    client.serviceAccounts().inNamespace("demo").withName(RunFixture.account()).delete();

    post("/v1/token", skillToken, "{\"skill\":\"k8s-ops\"}")
        .then()
        .statusCode(ErrorCode.RUN_FINISHED.status())
        .body("error.code", equalTo(ErrorCode.RUN_FINISHED.value()));
  }

  private void createAccount(String... finalizers) {
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(RunFixture.account())
                .withNamespace("demo")
                .withFinalizers(finalizers)
                .withOwnerReferences(RunFixture.owner())
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void shouldStoreTheReportOnce() {
    post("/v1/result", bridgeToken, REPORT.formatted("a")).then().statusCode(204);
    post("/v1/result", bridgeToken, REPORT.formatted("a")).then().statusCode(204);

    post("/v1/result", bridgeToken, REPORT.formatted("b"))
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
    post("/v1/token", skillToken, body)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadRequest"));
    post("/v1/result", bridgeToken, body)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadRequest"));
  }

  @Test
  void shouldServeTheClientOfPods(@TempDir Path identity) throws Exception {
    Files.writeString(identity.resolve("gateway-ca.crt"), certificates.authority());
    Files.writeString(identity.resolve("token"), bridgeToken);
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

    post("/v1/token", skillToken, "{\"skill\":\"" + text + "\"}")
        .then()
        .statusCode(413)
        .body("error.code", equalTo("TooLarge"));
    post("/v1/result", bridgeToken, "{\"transcript\":\"" + text + "\"}").then().statusCode(204);
  }

  static Stream<String> floods() {
    return Stream.of(
        "{\"complete\":true,\"result\":{\"x\":[%s]}}",
        "{\"complete\":true,\"result\":[%s]}", "{\"x\":[%s]}");
  }

  /** A tree of a body of this kind takes thirty times the memory of its text. */
  @ParameterizedTest
  @MethodSource("floods")
  void shouldRespondBadRequestWhenABodyIsAFloodOfValues(String report) {
    String flood = report.formatted("{},".repeat(1_300_000) + "{}");

    post("/v1/result", bridgeToken, flood)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("BadRequest"));
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
          .send("POST /v1/token HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + skillToken)
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
        .header("Authorization", "Bearer " + skillToken)
        .contentType(ContentType.URLENC)
        .body("{}")
        .post("/v1/token")
        .then()
        .statusCode(400)
        .body("error.message", equalTo("Content-Type: must be application/json"));
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
}
