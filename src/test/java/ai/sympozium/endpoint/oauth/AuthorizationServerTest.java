package ai.sympozium.endpoint.oauth;

import static ai.sympozium.endpoint.oauth.IssuerServer.JWKS;
import static ai.sympozium.endpoint.oauth.IssuerServer.OAUTH;
import static ai.sympozium.endpoint.oauth.IssuerServer.OPENID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.net.TrustedSockets;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery of the keys of an issuer, by HTTPS. */
class AuthorizationServerTest {
  @SuppressWarnings("NullAway.Init")
  private IssuerServer server;

  @BeforeEach
  void start() throws IOException {
    server = new IssuerServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private AuthorizationServer issuer(String path) {
    return new AuthorizationServer(server.url() + path, server.fetcher());
  }

  @ParameterizedTest
  @CsvSource({
    "'', " + OAUTH,
    "/, " + OAUTH,
    "'', " + OPENID,
    "/realms/demo, " + OAUTH + "/realms/demo",
    "/realms/demo, " + OPENID + "/realms/demo",
    "/realms/demo, /realms/demo" + OPENID
  })
  void shouldFindKeysByMetadata(String issuer, String path) throws Exception {
    server.serveMetadata(path, server.url() + issuer);
    server.serveKeys(TestIssuer.published(TestIssuerKeys.RSA));

    assertThat(issuer(issuer).fetch()).extracting(JsonWebKey::getKeyId).containsExactly("k1");
  }

  @Test
  void shouldRejectMetadataOfOtherIssuer() {
    server.serveMetadata(OAUTH, server.url() + "/other");
    server.serveMetadata(OPENID, "https://login.example.com");

    assertThatThrownBy(() -> issuer("").fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another issuer");
  }

  @ParameterizedTest
  @CsvSource({"http://localhost/keys", "file:///etc/passwd", "keys"})
  void shouldRejectKeysThatAreNotServedByHttps(String uri) {
    server.serve(OAUTH, IssuerServer.metadata(server.url(), uri));

    assertThatThrownBy(() -> issuer("").fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must be an https URL");
  }

  @Test
  void shouldNotFollowRedirection() throws Exception {
    server.serveMetadata("/elsewhere", server.url());
    server.serveKeys(TestIssuer.published(TestIssuerKeys.RSA));
    server.serve(
        OAUTH,
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.url() + "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
        });

    assertThatThrownBy(() -> issuer("").fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status 302");
  }

  @Test
  void shouldRejectServerWithoutTrustedCertificate() {
    server.serveMetadata(OAUTH, server.url());

    assertThatThrownBy(() ->
            new AuthorizationServer(server.url(), new JsonFetcher(new TrustedSockets(""))).fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SSLHandshakeException");
  }

  @Test
  void shouldLimitSizeOfKeys() {
    server.serveMetadata(OAUTH, server.url());
    server.serve(JWKS, "{\"keys\":[],\"x\":\"" + "x".repeat(JsonFetcher.MAX_BYTES) + "\"}");

    assertThatThrownBy(() -> issuer("").fetch())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void shouldLimitTimeOfResponseThatNeverEnds() {
    var stop = new CountDownLatch(1);
    server.serveMetadata(OAUTH, server.url());
    server.serve(
        JWKS,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var body = exchange.getResponseBody()) {
            while (!stop.await(50, TimeUnit.MILLISECONDS)) {
              body.write(' ');
              body.flush();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    var issuer = new AuthorizationServer(server.url(), server.fetcher(Duration.ofMillis(1500)));

    assertThatThrownBy(issuer::fetch)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no complete response in time");
    stop.countDown();
  }

  @Test
  void shouldIgnoreSymmetricKeysAndUnknownKinds() throws Exception {
    var secret = JsonWebKey.Factory.newJwk(new HmacKey(new byte[32]));
    secret.setKeyId("secret");
    server.serveMetadata(OAUTH, server.url());
    server.serve(
        JWKS,
        "{\"keys\":["
            + TestIssuer.published(TestIssuerKeys.RSA).toJson()
            + ","
            + secret.toJson(JsonWebKey.OutputControlLevel.INCLUDE_SYMMETRIC)
            + ",{\"kty\":\"future\",\"kid\":\"x\"}]}");

    assertThat(issuer("").fetch()).extracting(JsonWebKey::getKeyId).containsExactly("k1");
  }

  @Test
  void shouldRejectWhatIsNoSetOfKeys() {
    server.serveMetadata(OAUTH, server.url());
    server.serve(JWKS, "{}");

    assertThatThrownBy(() -> issuer("").fetch()).isInstanceOf(IOException.class);
  }
}
