package ai.sympozium.operator.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.operator.http.HttpsConnection;
import ai.sympozium.operator.tls.CertificateUpdater;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send more than they should: the gateway's limits apply, and others are served. */
@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class GatewayOverloadTest {
  private static final String REPORT =
      "{\"complete\":true,\"transcript\":\"{}\",\"result\":{\"status\":\"success\"}}";

  private static final String HEALTH = "GET /healthz HTTP/1.1\r\nHost: g\r\n\r\n";

  @TestHTTPResource(value = "/", tls = true)
  URI server;

  @TestHTTPResource(value = "/", management = true)
  URI management;

  @KubernetesTestServer KubernetesServer kubernetes;
  @Inject KubernetesClient client;
  @Inject CertificateUpdater certificate;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final String token = RunFixture.token("sympozium.ai/bridge");

  @BeforeEach
  void start() {
    certificate.present();
    RunFixture.create(kubernetes, client);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable connection : opened) {
      connection.close();
    }
  }

  @Test
  void shouldRejectSecondReportWhenOneOfTheRunIsBeingReceived() throws Exception {
    HttpsConnection first = beginReport();

    var second = connect().send(request("/v1/result", token, REPORT)).response();

    assertThat(second.status()).isEqualTo(429);
    assertThat(second.headers()).contains("Retry-After: 1");
    assertThat(second.body()).contains("another such request of this run is being received");
    first.send(REPORT.substring(1));
    assertThat(first.response().status()).isEqualTo(204);
  }

  @Test
  void shouldAcceptReportWhenEarlierOneOfTheRunWasAborted() throws Exception {
    beginReport().close();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> connect().send(request("/v1/result", token, REPORT)).response().status() == 204);
  }

  @Test
  void shouldCloseConnectionWhenBodyDoesNotContinue() throws Exception {
    HttpsConnection silent = beginReport();

    // An error can be sent before the connection is closed.
    assertThat(silent.untilClosed()).doesNotStartWith("HTTP/1.1 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no token at all",
        "a.b.c",
        "e30.e30.x",
        "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOlsic3ltcG96aXVtLmFpL2JyaWRnZSJdLCJleHAiOjF9.x"
      })
  void shouldNotReviewTokenWhenItCannotBeValid(String bad) throws Exception {
    int before = RunFixture.reviews();

    var response = connect().send(request("/v1/result", bad, REPORT)).response();

    assertThat(response.status()).isEqualTo(401);
    assertThat(RunFixture.reviews()).isEqualTo(before);
  }

  @Test
  void shouldReviewRejectedTokenOnceWhenItIsRepeated() throws Exception {
    String forged = RunFixture.forgedToken("sympozium.ai/bridge");
    int before = RunFixture.reviews();
    HttpsConnection connection = connect();

    for (int i = 0; i < 5; i++) {
      connection.send(request("/v1/result", forged, ""));
      assertThat(connection.response().status()).isEqualTo(401);
    }

    assertThat(RunFixture.reviews()).isEqualTo(before + 1);
  }

  @Test
  void shouldRejectHeadersWhenTheyAreTooLarge() throws Exception {
    HttpsConnection connection = connect();

    connection.send(request("/v1/token", "x".repeat(10_000), ""));

    assertThat(connection.response().status()).isEqualTo(431);
  }

  @Test
  void shouldCloseConnectionWhenUnreadBodyDoesNotEnd() throws Exception {
    HttpsConnection connection = connect();
    connection.send("POST /v1/token HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThat(connection.response().status()).isEqualTo(401);

    await().atMost(Duration.ofSeconds(5)).until(() -> isClosed(connection, "1\r\nx\r\n"));
  }

  @Test
  void shouldCloseConnectionsBeforeHandshakeWhenAddressOpensTooMany() throws Exception {
    InetAddress greedy = InetAddress.getByName("127.0.1.2");
    for (int i = 0; i < 600; i++) {
      opened.add(new Socket(InetAddress.getByName(server.getHost()), server.getPort(), greedy, 0));
    }

    assertThat(((Socket) opened.getLast()).getInputStream().read()).isEqualTo(-1);
    assertThat(connect().send(HEALTH).response().status()).isEqualTo(200);
  }

  @Test
  void shouldCloseConnectionWhenItSendsTooManyRequests() throws Exception {
    HttpsConnection greedy = new HttpsConnection(server, InetAddress.getByName("127.0.1.3"));
    opened.add(greedy);

    await().atMost(Duration.ofSeconds(20)).until(() -> isClosed(greedy, HEALTH.repeat(100)));

    assertThat(connect().send(HEALTH).response().status()).isEqualTo(200);
  }

  @Test
  void shouldNotKeepBodiesOfRequestsForProbes() throws Exception {
    String body = "x".repeat(2_000);

    int status =
        given().baseUri(management.toString()).body(body).post("/health/live").statusCode();

    assertThat(status).isEqualTo(413);
  }

  @Test
  void shouldAnswerProbesWhenConnectionsToThemAreIdle() throws Exception {
    given().baseUri(management.toString()).get("/health/live");
    for (int i = 0; i < 300; i++) {
      opened.add(new Socket(management.getHost(), management.getPort()));
    }

    assertThat(given().baseUri(management.toString()).get("/health/live").statusCode())
        .isEqualTo(200);
    assertThat(((Socket) opened.getFirst()).getInputStream().read()).isEqualTo(-1);
  }

  /** Pods can have the address of their node, from which the kubelet sends its probes. */
  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/health/started"})
  void shouldAnswerProbesWhenTheirAddressSendsTooManyRequests(String probe) {
    var probes = given().baseUri(management.toString());
    await().atMost(Duration.ofSeconds(20)).until(this::isManagementLimited);

    assertThat(IntStream.range(0, 50).map(i -> probes.get(probe).statusCode()).distinct().boxed())
        .doesNotContain(429);
  }

  /** Sends requests without waiting for their responses, so that a slow client is fast enough. */
  private boolean isManagementLimited() throws IOException {
    String requests = "GET /unknown HTTP/1.1\r\nHost: g\r\n\r\n".repeat(400);
    try (var connection = new Socket(management.getHost(), management.getPort())) {
      connection.setSoTimeout((int) Duration.ofSeconds(5).toMillis());
      connection.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))
          .lines()
          .anyMatch(line -> line.startsWith("HTTP/1.1 429"));
    } catch (UncheckedIOException e) {
      return false; // The connection was closed, or stayed idle after its last response.
    }
  }

  private HttpsConnection beginReport() throws Exception {
    HttpsConnection connection = connect();
    String whole = request("/v1/result", token, REPORT);
    int reviews = RunFixture.reviews();
    connection.send(whole.substring(0, whole.length() - REPORT.length() + 1));
    await().until(() -> RunFixture.reviews() > reviews);
    return connection;
  }

  private HttpsConnection connect() throws Exception {
    HttpsConnection connection = new HttpsConnection(server);
    opened.add(connection);
    return connection;
  }

  private static String request(String path, String token, String body) {
    return """
    POST %s HTTP/1.1\r
    Host: g\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(path, token, body.length(), body);
  }

  private static boolean isClosed(HttpsConnection connection, String text) {
    try {
      connection.send(text);
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
