package ai.sympozium.endpoint.oauth;

import static ai.sympozium.endpoint.TestEndpoint.json;
import static ai.sympozium.endpoint.oauth.TestIssuer.claims;
import static ai.sympozium.endpoint.oauth.TestIssuer.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.TestEndpoint;
import ai.sympozium.endpoint.auth.ApiKeys;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients with tokens of an issuer, by HTTP. */
class OAuthClientsTest {
  private static final String URL = "http://bot.example.com";
  private static final String METADATA = "/.well-known/oauth-protected-resource";
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
  private static final Pattern RESOURCE_METADATA =
      Pattern.compile("Bearer .*resource_metadata=\"([^\"]*)\"");

  @SuppressWarnings("NullAway.Init")
  private IssuerServer issuer;

  @SuppressWarnings("NullAway.Init")
  private ProtectedResource resource;

  @SuppressWarnings("NullAway.Init")
  private TestEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    issuer = new IssuerServer();
    issuer.serveMetadata(IssuerServer.OAUTH, issuer.url());
    issuer.serveKeys(TestIssuer.published(TestIssuerKeys.RSA));
    resource =
        ProtectedResource.of(
            new OAuthSettings(issuer.url(), null, List.of("agent:ask")),
            URL,
            issuer.fetcher(),
            new IssuerKeys.Times(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)));
    endpoint = TestEndpoint.withTokens(resource);
    await().until(() -> resource.isReady() && !isFetching());
  }

  /** Returns whether an unknown key could still be found at once. */
  private boolean isFetching() throws JoseException {
    var unknown = TestIssuer.key("ES256", "unknown");
    var token = token(unknown, "ES256", claims(issuer.url(), "alice"), signed -> {});
    return resource.check(token) instanceof TokenCheck.Unavailable;
  }

  @AfterEach
  void stop() {
    endpoint.close();
    resource.close();
    issuer.close();
  }

  private String tokenOf(String subject) throws JoseException {
    var claims = claims(issuer.url(), subject);
    claims.setClaim("scope", "agent:ask");
    return token(TestIssuerKeys.RSA, claims);
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return endpoint.send(request(path, token));
  }

  private HttpResponse<String> post(String path, String token, String body) throws Exception {
    return endpoint.send(
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(endpoint.url() + path))
        .header("Authorization", "Bearer " + token);
  }

  @Test
  void shouldNameMetadataToClientWithoutCredentials() throws Exception {
    var response = endpoint.send(HttpRequest.newBuilder(URI.create(endpoint.url() + "/mcp")));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer scope=\"agent:ask\", resource_metadata=\"" + URL + METADATA + "/mcp\"");
  }

  @Test
  void shouldNameErrorAndMetadataToClientWithInvalidToken() throws Exception {
    var invalid = tokenOf("alice") + "x";
    for (var path : List.of("/v1/models", "/unknown")) {
      var response = get(path, invalid);

      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate"))
          .contains(
              "Bearer error=\"invalid_token\", scope=\"agent:ask\", resource_metadata=\""
                  + URL
                  + METADATA
                  + "\"");
      assertThat(response.body()).doesNotContain(invalid.substring(0, 20));
    }
  }

  @Test
  void shouldForbidTokenWithoutScope() throws Exception {
    var response = get("/v1/models", token(TestIssuerKeys.RSA, claims(issuer.url(), "alice")));

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("insufficient_scope");
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Bearer error=\"insufficient_scope\", scope=\"agent:ask\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/mcp", "/v1/mcp"})
  void shouldServeMetadataWithoutKey(String path) throws Exception {
    var response =
        endpoint.send(HttpRequest.newBuilder(URI.create(endpoint.url() + METADATA + path)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response.body()))
        .isEqualTo(
            JsonTrees.read(
                "{\"resource\":\"%s%s\",\"authorization_servers\":[\"%s\"],"
                        .formatted(URL, path, issuer.url())
                    + "\"bearer_methods_supported\":[\"header\"],"
                    + "\"scopes_supported\":[\"agent:ask\"]}"));
  }

  @Test
  void shouldServeNoMetadataOfOtherPathsAndWithoutIssuer() throws Exception {
    try (var plain = new TestEndpoint()) {
      assertThat(plain.get(METADATA).statusCode()).isEqualTo(404);
      assertThat(plain.get(METADATA + "/mcp").statusCode()).isEqualTo(404);
    }
    assertThat(endpoint.get(METADATA + "/other").statusCode()).isEqualTo(404);
  }

  /** The steps of a client of MCP: rejection, metadata of resource and issuer, token, request. */
  @Test
  void shouldLeadClientOfMcpToItsToken() throws Exception {
    var rejected = post("/mcp", "none", LIST);
    assertThat(rejected.statusCode()).isEqualTo(401);
    var challenge =
        RESOURCE_METADATA.matcher(rejected.headers().firstValue("WWW-Authenticate").orElse(""));
    assertThat(challenge.find()).isTrue();
    var path = URI.create(challenge.group(1)).getPath();
    var metadata = json(endpoint.send(HttpRequest.newBuilder(endpoint(path))).body());
    assertThat(metadata.at("/authorization_servers/0").asText()).isEqualTo(issuer.url());
    var claims = claims(metadata.at("/authorization_servers/0").asText(), "alice");
    claims.setAudience(metadata.path("resource").asText());
    claims.setClaim("scope", metadata.at("/scopes_supported/0").asText());

    var response = post("/mcp", token(TestIssuerKeys.RSA, claims), LIST);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response.body()).at("/result/tools/0/name").asText()).isEqualTo("ask_agent");
  }

  private URI endpoint(String path) {
    return URI.create(endpoint.url() + path);
  }

  @Test
  void shouldShowResponseToSameSubjectOnly() throws Exception {
    endpoint.runs().answer("ok");
    var created =
        post("/v1/responses", tokenOf("alice"), "{\"model\":\"sre-bot\",\"input\":\"Hello\"}");
    assertThat(created.statusCode()).isEqualTo(200);
    var path = "/v1/responses/" + json(created.body()).path("id").asText();

    assertThat(get(path, tokenOf("alice")).statusCode()).isEqualTo(200);
    assertThat(get(path, tokenOf("bob")).statusCode()).isEqualTo(404);
    assertThat(endpoint.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldBeReadyWithoutKeysWhenIssuerIsKnown() throws Exception {
    endpoint.keys(ApiKeys.NONE);

    assertThat(get("/readyz", "none").statusCode()).isEqualTo(200);
    assertThat(get("/v1/models", tokenOf("alice")).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldStillAcceptKeys() throws Exception {
    assertThat(endpoint.get("/v1/models").statusCode()).isEqualTo(200);
    assertThat(get("/v1/models", tokenOf("alice")).statusCode()).isEqualTo(200);
  }
}
