package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.TestEndpoint.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.Sha256;
import ai.sympozium.endpoint.auth.ApiKeys;
import ai.sympozium.endpoint.http.HttpLimits;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.ScriptedRuns;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication, rate limits, the queue and unknown routes, by HTTP. */
class EndpointSecurityTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String BODY =
      "{\"model\":\"sre-bot\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer sk-wrong-0123456789abcdef",
        "Bearer sk-test-0123456789abcde",
        "Bearer ",
        "Basic c2stdGVzdC0wMTIzNDU2Nzg5YWJjZGVm",
        "sk-test-0123456789abcdef"
      })
  void shouldRejectRequestWithoutValidKey(String authorization) throws Exception {
    try (var endpoint = new TestEndpoint()) {
      for (var path : new String[] {"/v1/models", "/mcp", "/unknown", "/"}) {
        var response =
            endpoint.send(
                HttpRequest.newBuilder(URI.create(endpoint.url() + path))
                    .header("Authorization", authorization));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(json(response.body()).at("/error/type").asText())
            .isEqualTo("invalid_request_error");
        assertThat(response.body()).doesNotContain("0123456789");
      }
    }
  }

  @Test
  void shouldNotReadBodyWhenKeyIsWrong() throws Exception {
    try (var endpoint = new TestEndpoint();
        var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
      socket.setSoTimeout((int) HttpLimits.DEFAULT.body().toMillis());
      var head =
          "POST "
              + CHAT
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-wrong-0123456789abcdef\r\n"
              + "Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n";

      // No byte of the body is sent, so a server that reads it first does not answer.
      socket.getOutputStream().write(head.getBytes(UTF_8));

      assertThat(
              new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine())
          .startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void shouldUseChangedKeysAtOnce() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      assertThat(endpoint.get("/v1/models").statusCode()).isEqualTo(200);

      endpoint.keys(new ApiKeys(Map.of("other", Sha256.hex(TestEndpoint.OTHER_KEY))));

      assertThat(endpoint.get("/v1/models").statusCode()).isEqualTo(401);
      assertThat(
              endpoint
                  .send(
                      HttpRequest.newBuilder(URI.create(endpoint.url() + "/v1/models"))
                          .header("Authorization", "bearer " + TestEndpoint.OTHER_KEY))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void shouldReportReadinessWithoutKey() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var ready = HttpRequest.newBuilder(URI.create(endpoint.url() + "/readyz"));
      var live = HttpRequest.newBuilder(URI.create(endpoint.url() + "/healthz"));
      assertThat(endpoint.send(ready).statusCode()).isEqualTo(200);

      endpoint.keys(ApiKeys.NONE);

      assertThat(endpoint.send(ready).statusCode()).isEqualTo(503);
      assertThat(endpoint.send(live).statusCode()).isEqualTo(200);
      assertThat(endpoint.send(live).body()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/chat/completions, 405, method_not_supported",
    "DELETE, /v1/models, 405, method_not_supported",
    "GET, /v1/unknown, 404, unknown_url",
    "GET, /v1/models/none, 404, model_not_found",
    "GET, /v1/models/a/b, 404, unknown_url",
    "GET, /, 404, unknown_url",
    "OPTIONS, /v1/chat/completions, 405, method_not_supported",
  })
  void shouldAnswerUnknownRouteWithError(String method, String path, int status, String code)
      throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var response =
          endpoint.send(
              endpoint
                  .request(path)
                  .header("Origin", "https://example.com")
                  .method(method, HttpRequest.BodyPublishers.noBody()));

      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(json(response.body()).at("/error/code").asText()).isEqualTo(code);
      assertThat(response.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
    }
  }

  @Test
  void shouldListInstanceAndItsModel() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var list = json(endpoint.get("/v1/models").body());

      assertThat(list.path("object").asText()).isEqualTo("list");
      assertThat(list.at("/data/0/id").asText()).isEqualTo("sre-bot");
      assertThat(list.at("/data/1/id").asText()).isEqualTo("gpt-oss");
      assertThat(json(endpoint.get("/v1/models/sre-bot").body()).path("owned_by").asText())
          .isEqualTo("sympozium");
    }
  }

  @Test
  void shouldRejectBodyThatIsNotJson() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var response =
          endpoint.send(
              endpoint
                  .request(CHAT)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(BODY)));

      assertThat(response.statusCode()).isEqualTo(415);
      assertThat(endpoint.runs().created()).isEmpty();
    }
  }

  @Test
  void shouldLimitRequestsOfOneKeyOnly() throws Exception {
    try (var endpoint = TestEndpoint.limitedTo(60, 2)) {
      assertThat(endpoint.get("/v1/models").statusCode()).isEqualTo(200);
      assertThat(endpoint.get("/v1/models").headers().firstValue("x-ratelimit-remaining-requests"))
          .contains("0");

      var limited = endpoint.get("/v1/models");

      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(limited.headers().firstValue("Retry-After")).contains("1");
      assertThat(json(limited.body()).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
      assertThat(
              endpoint
                  .send(
                      HttpRequest.newBuilder(URI.create(endpoint.url() + "/v1/models"))
                          .header("Authorization", "Bearer " + TestEndpoint.OTHER_KEY))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void shouldAnswerWithRetryAfterWhenQueueIsFull() throws Exception {
    var settings =
        new EndpointSettings(
            "sre-bot",
            "u",
            "demo",
            "m",
            0,
            2,
            1,
            0,
            600,
            false,
            false,
            "http://bot.example.com",
            null);
    try (var endpoint = new TestEndpoint(settings, HttpLimits.DEFAULT, TestEndpoint.TIMES)) {
      var first = open(endpoint, BODY);

      var busy = endpoint.post(CHAT, BODY);

      assertThat(busy.statusCode()).isEqualTo(429);
      assertThat(busy.headers().firstValue("Retry-After")).contains("3");
      first.cancel(true);
    }
  }

  @Test
  void shouldRejectBodyThatIsTooLarge() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var response = endpoint.post(CHAT, "x".repeat(HttpLimits.DEFAULT.bodyBytes() + 1));

      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("request_too_large");
    }
  }

  /** Official clients repeat the request after the time. */
  @Test
  void shouldAnswerWithRetryAfterWhenBodiesTogetherAreTooLarge() throws Exception {
    var limits =
        new HttpLimits(
            BODY.length(),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            100,
            new HttpLimits.Budget(100, BODY.length()));
    try (var endpoint = new TestEndpoint(TestEndpoint.SETTINGS, limits, TestEndpoint.TIMES)) {
      var response = endpoint.post(CHAT, BODY);

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).contains("1");
      assertThat(response.headers().firstValue("x-should-retry")).isEmpty();
      assertThat(response.headers().firstValue("x-request-id")).isPresent();
      assertThat(json(response.body()).at("/error/code").asText()).isEqualTo("unavailable");
      assertThat(endpoint.runs().created()).isEmpty();
    }
  }

  @Test
  void shouldFinishOpenRequestWhenStopping() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var open = open(endpoint, BODY);
      var stop = Thread.startVirtualThread(() -> endpoint.server().stop(Duration.ofSeconds(20)));
      await().until(() -> endpoint.get("/v1/models").statusCode() == 503);

      endpoint.runs().emit(new RunEvent.Finished(ScriptedRuns.success("done")));

      assertThat(open.get().statusCode()).isEqualTo(200);
      stop.join();
    }
  }

  @Test
  void shouldEndStreamWithErrorAndCancelRunWhenStopTakesTooLong() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var open = open(endpoint, BODY.replace("{\"model\"", "{\"stream\":true,\"model\""));

      endpoint.server().stop(Duration.ZERO);

      assertThat(open.get().body())
          .contains("The server is being replaced.")
          .endsWith("data: [DONE]\n\n");
      assertThat(endpoint.runs().cancelled()).containsExactly(endpoint.runs().last().id());
    }
  }

  private static CompletableFuture<HttpResponse<String>> open(TestEndpoint endpoint, String body) {
    var response =
        endpoint.http().sendAsync(endpoint.posted(CHAT, body).build(), BodyHandlers.ofString());
    await().until(() -> !endpoint.runs().created().isEmpty());
    return response;
  }
}
