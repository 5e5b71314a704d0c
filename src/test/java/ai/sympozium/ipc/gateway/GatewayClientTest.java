package ai.sympozium.ipc.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayClientTest {
  private static FakeGateway gateway;

  @TempDir Path identity;

  @BeforeAll
  static void start() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void shouldReadTokenForEachRequest() throws Exception {
    var client = client();
    client.post("/v1/result", JsonTrees.object().put("x", "ü"));
    Files.writeString(identity.resolve("token"), "renewed");
    client.post("/v1/result", JsonTrees.object());

    var posts = gateway.posts();
    assertThat(posts.getLast().bearer()).isEqualTo("Bearer renewed");
    assertThat(posts.get(posts.size() - 2))
        .isEqualTo(
            new FakeGateway.Request("POST", "/v1/result", "Bearer pod-token", "{\"x\":\"ü\"}"));
  }

  @Test
  void shouldRetryTransientErrors() throws Exception {
    gateway.next(500, "<html>oops</html>");
    gateway.next(429, "");
    gateway.next(200, "this is not JSON");
    gateway.next(200, "{\"a\": 1}");

    assertThat(client().post("/v1/token", JsonTrees.object()).path("a").asInt()).isEqualTo(1);
  }

  @Test
  void shouldPauseAsLongAsBusyGatewayRequests() throws Exception {
    gateway.nextBusy(Duration.ofSeconds(1));
    var client = client();
    var before = System.nanoTime();

    client.post("/v1/result", JsonTrees.object());

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void shouldNotRetryWhenGatewayRejects() throws IOException {
    gateway.next(
        409, "{\"error\": {\"code\": \"RunFinished\", \"message\": \"the run has finished\"}}");
    var client = client();

    assertThatThrownBy(() -> client.post("/v1/token", JsonTrees.object()))
        .isInstanceOf(GatewayRejectedException.class)
        .hasMessage("the gateway answered 409: the run has finished");
  }

  @Test
  void shouldGiveUpAfterDeadline() throws IOException {
    gateway.next(503, "later");
    var client = client();

    assertThatThrownBy(() -> client.post("/v1/result", JsonTrees.object(), Instant::now))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(GatewayRejectedException.class)
        .hasMessage("the gateway answered 503: later");
  }

  @Test
  void shouldTrustOnlyAuthorityOfGateway() throws IOException {
    try (var other = FakeGateway.withKeysOfItsOwn()) {
      other.introduceTo(identity);
      var client = new GatewayClient(gateway.url(), identity);

      assertThatThrownBy(() -> client.post("/v1/result", JsonTrees.object(), Instant::now))
          .isInstanceOf(SSLException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"x25519, true", "secp256r1, false", "secp384r1, false", "ffdhe2048, false"})
  void shouldOfferOnlyX25519ForKeyExchange(String group, boolean supported) throws IOException {
    try (var gateway = FakeGateway.withNamedGroups(group)) {
      gateway.introduceTo(identity);

      assertThat(new GatewayClient(gateway.url(), identity).warm()).isEqualTo(supported);
    }
  }

  @Test
  void shouldNotChangeDefaultsOfJvm() throws IOException {
    var before = HttpsURLConnection.getDefaultSSLSocketFactory();

    client().warm();

    assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(before);
    assertThat(System.getProperty("jdk.tls.namedGroups")).isNull();
  }

  @Test
  void shouldReadAuthorityAgainWhenItChanges() throws Exception {
    try (var renewed = FakeGateway.withKeysOfItsOwn()) {
      gateway.introduceTo(identity);
      var client = new GatewayClient(renewed.url(), identity);

      client.post("/v1/result", JsonTrees.object(), () -> introducedMeanwhile(renewed));

      assertThat(renewed.posts()).hasSize(1);
    }
  }

  private Instant introducedMeanwhile(FakeGateway gateway) {
    try {
      gateway.introduceTo(identity);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Instant.MAX;
  }

  @Test
  void shouldRejectUrlWhenItIsNotHttps() {
    assertThatThrownBy(() -> new GatewayClient(URI.create("http://localhost:1"), identity))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldOnlyReadHealthWhenWarming() throws IOException {
    client().warm();
    new GatewayClient(URI.create("https://localhost:1"), identity).warm();

    assertThat(gateway.requests()).anyMatch(request -> request.path().equals("/healthz"));
  }

  @Test
  void shouldReuseWarmConnection() throws Exception {
    try (var used = new FakeGateway()) {
      used.introduceTo(identity);
      var client = new GatewayClient(used.url(), identity);

      assertThat(client.warm()).isTrue();
      client.post("/v1/result", JsonTrees.object());

      assertThat(used.connections()).isOne();
    }
  }

  @Test
  void shouldConnectWhenGatewayStartsLater() throws Exception {
    try (var late = new FakeGateway()) {
      late.introduceTo(identity);
      late.stop();
      var client = new GatewayClient(late.url(), identity);
      assertThat(client.warm()).isFalse();
      var connecting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.keepWarm();
                } catch (InterruptedException e) {
                  // The test has finished.
                }
              });
      late.start();

      await().until(() -> !late.requests().isEmpty());
      connecting.interrupt();
    }
  }

  @Test
  void shouldTestConnectionBeforeLargeReport() throws Exception {
    var before = gateway.requests().size();

    client().post("/v1/result", JsonTrees.object().put("transcript", "x".repeat(40_000)));

    assertThat(gateway.requests().subList(before, before + 2))
        .extracting(FakeGateway.Request::path)
        .containsExactly("/healthz", "/v1/result");
  }

  private GatewayClient client() throws IOException {
    gateway.introduceTo(identity);
    return new GatewayClient(gateway.url(), identity);
  }
}
