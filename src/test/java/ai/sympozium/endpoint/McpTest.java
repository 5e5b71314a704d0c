package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.TestEndpoint.events;
import static ai.sympozium.endpoint.TestEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.ScriptedRuns;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of the Model Context Protocol by HTTP, with and without a handshake. */
class McpTest {
  private static final String CALL =
      """
      {"jsonrpc":"2.0","id":7,"method":"tools/call",
       "params":{"name":"ask_agent","arguments":{"task":"Count the pods."}%s}}
      """;
  private static final String MODERN =
      """
      ,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
       "io.modelcontextprotocol/clientCapabilities":{},"progressToken":"p1"}
      """;

  private final TestEndpoint endpoint = new TestEndpoint();

  @AfterEach
  void close() {
    endpoint.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, 2025-11-25",
    "2025-06-18, 2025-06-18",
    "2025-03-26, 2025-03-26",
    "2026-07-28, 2025-11-25",
    "1999-01-01, 2025-11-25"
  })
  void shouldNegotiateVersionWithHandshake(String requested, String expected) throws Exception {
    var response =
        post(
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"%s",
             "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
            """
                .formatted(requested));

    var result = json(response.body()).path("result");
    assertThat(result.path("protocolVersion").asText()).isEqualTo(expected);
    assertThat(result.at("/capabilities/tools").isObject()).isTrue();
    assertThat(response.headers().firstValue("Mcp-Session-Id")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mcp", "/v1/mcp"})
  void shouldListTool(String path) throws Exception {
    var response =
        endpoint.post(path, "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}");

    var json = json(response.body());
    assertThat(json.path("id").asText()).isEqualTo("a");
    assertThat(json.at("/result/tools/0/name").asText()).isEqualTo("ask_agent");
    assertThat(json.at("/result/tools/0/inputSchema/required/0").asText()).isEqualTo("task");
  }

  @Test
  void shouldAnswerCallWithTextOfRun() throws Exception {
    endpoint.runs().answer("Two ", "pods");

    var response = post(CALL.formatted(""));

    assertThat(json(response.body()).at("/result/content/0/text").asText()).isEqualTo("Two pods");
    assertThat(json(response.body()).at("/result/isError").asBoolean(true)).isFalse();
    assertThat(endpoint.runs().last().conversation().task()).isEqualTo("Count the pods.");
  }

  @Test
  void shouldStreamProgressOfCall() throws Exception {
    endpoint
        .runs()
        .play(
            new RunEvent.Activity("tool kubectl get pods"),
            new RunEvent.Text("Two"),
            new RunEvent.Finished(ScriptedRuns.success("Two")));

    var response =
        endpoint.send(
            modern("tools/call", CALL.formatted(MODERN))
                .header("Mcp-Name", "ask_agent")
                .header("Accept", "application/json, text/event-stream"));

    var events = events(response.body());
    assertThat(events).hasSize(4);
    assertThat(events.subList(0, 3))
        .allMatch(event -> event.at("/params/progressToken").asText().equals("p1"))
        .extracting(event -> event.at("/params/progress").asInt())
        .containsExactly(1, 2, 3);
    assertThat(events.get(1).at("/params/message").asText()).isEqualTo("tool kubectl get pods");
    assertThat(events.getLast().at("/result/resultType").asText()).isEqualTo("complete");
    assertThat(events.getLast().at("/result/content/0/text").asText()).isEqualTo("Two");
  }

  @Test
  void shouldReportFailedRunAsErrorOfTool() throws Exception {
    endpoint
        .runs()
        .play(
            new RunEvent.Finished(
                EndpointRunResult.failed(StopReason.ERROR, "the model is absent")));

    var result = json(post(CALL.formatted("")).body()).path("result");

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.at("/content/0/text").asText()).contains("the model is absent");
  }

  @Test
  void shouldReportMissingTaskAsErrorOfTool() throws Exception {
    var response =
        post(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                + "\"params\":{\"name\":\"ask_agent\",\"arguments\":{}}}");

    assertThat(json(response.body()).at("/result/isError").asBoolean()).isTrue();
    assertThat(endpoint.runs().created()).isEmpty();
  }

  @Test
  void shouldCancelRunWhenClientDisconnects() throws Exception {
    endpoint.runs().play(new RunEvent.Text("Two"));
    var response =
        endpoint
            .http()
            .send(
                endpoint
                    .posted("/mcp", CALL.formatted(",\"_meta\":{\"progressToken\":1}"))
                    .header("Accept", "text/event-stream, application/json")
                    .build(),
                BodyHandlers.ofLines());

    response.body().close();

    await().until(() -> endpoint.runs().cancelled().contains(endpoint.runs().last().id()));
  }

  @Test
  void shouldCancelRunOfSameSessionOnly() throws Exception {
    var call =
        endpoint
            .http()
            .sendAsync(
                endpoint.posted("/mcp", CALL.formatted("")).header("Mcp-Session-Id", "s1").build(),
                BodyHandlers.ofString());
    await().until(() -> !endpoint.runs().created().isEmpty());
    cancel("s2");
    assertThat(endpoint.runs().cancelled()).doesNotContain(endpoint.runs().last().id());

    var accepted = cancel("s1");

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(endpoint.runs().cancelled()).contains(endpoint.runs().last().id());
    endpoint
        .runs()
        .emit(new RunEvent.Finished(EndpointRunResult.failed(StopReason.CANCELLED, "deleted")));
    assertThat(call.get().statusCode()).isEqualTo(200);
  }

  @Test
  void shouldDescribeItselfWithoutHandshake() throws Exception {
    var response =
        endpoint.send(modern("server/discover", request("server/discover", "\"x\":1" + MODERN)));

    var result = json(response.body()).path("result");
    assertThat(result.path("supportedVersions"))
        .extracting(version -> version.asText())
        .contains("2026-07-28", "2025-11-25");
    assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
    assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").asText())
        .isEqualTo("sympozium");
  }

  /** Each row: version header, method header, method, version in the body; status and code. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2026-07-28, tools/list, tools/list, 2026-07-28, 200, 0",
        "2025-11-25, -, tools/list, -, 200, 0",
        "-, -, ping, -, 200, 0",
        "2026-07-28, ping, ping, 2026-07-28, 404, -32601",
        "2026-07-28, initialize, initialize, 2026-07-28, 404, -32601",
        "2025-11-25, -, server/discover, -, 200, -32601",
        "2025-11-25, -, prompts/list, -, 200, -32601",
        "2026-07-28, tools/call, tools/list, 2026-07-28, 400, -32020",
        "2026-07-28, -, tools/list, 2026-07-28, 400, -32020",
        "-, tools/list, tools/list, 2026-07-28, 400, -32020",
        "2025-11-25, tools/list, tools/list, 2026-07-28, 400, -32020",
        "2099-01-01, tools/list, tools/list, 2099-01-01, 400, -32022",
        "2099-01-01, tools/list, tools/list, -, 400, -32022",
        "2026-07-28, tools/list, tools/list, -, 400, -32602",
      })
  void shouldCheckVersionAndHeaders(
      String versionHeader,
      String methodHeader,
      String method,
      String version,
      int status,
      int code)
      throws Exception {
    var params = version == null ? "\"x\":1" : "\"x\":1" + MODERN.replace("2026-07-28", version);
    var request = endpoint.posted("/mcp", request(method, params));
    if (versionHeader != null) {
      request.header("MCP-Protocol-Version", versionHeader);
    }
    if (methodHeader != null) {
      request.header("Mcp-Method", methodHeader);
    }

    var response = endpoint.send(request);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response.body()).at("/error/code").asInt()).isEqualTo(code);
    assertThat(json(response.body()).path("id").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | -32700",
        "[] | -32600",
        "{\"id\":1,\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]} | -32600",
        "{\"jsonrpc\":\"2.0\",\"id\":1} | -32600",
      })
  void shouldRejectMessageThatIsMalformed(String body, int code) throws Exception {
    var response = post(body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).at("/error/code").asInt()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
      })
  void shouldAcceptNotificationsAndResponses(String body) throws Exception {
    var response = post(body);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE"})
  void shouldRejectOtherMethods(String method) throws Exception {
    var response = endpoint.send(endpoint.request("/mcp").method(method, BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example.com", "null", "http://localhost:1", "%"})
  void shouldRejectPagesOfOtherOrigins(String origin) throws Exception {
    var response =
        endpoint.send(
            endpoint.posted("/mcp", request("tools/list", "\"x\":1")).header("Origin", origin));

    assertThat(response.statusCode()).isEqualTo(403);
  }

  @Test
  void shouldServeOwnOrigin() throws Exception {
    var response =
        endpoint.send(
            endpoint
                .posted("/mcp", request("tools/list", "\"x\":1"))
                .header("Origin", endpoint.url()));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldLimitCallsOnly() throws Exception {
    try (var limited = TestEndpoint.limitedTo(60, 1)) {
      limited.runs().answer("ok");
      for (var number = 0; number < 3; number++) {
        var list = limited.post("/mcp", request("tools/list", "\"x\":1"));
        assertThat(list.statusCode()).isEqualTo(200);
      }
      assertThat(limited.post("/mcp", CALL.formatted("")).statusCode()).isEqualTo(200);

      var second = limited.post("/mcp", CALL.formatted(""));

      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.headers().firstValue("Retry-After")).contains("1");
    }
  }

  private HttpResponse<String> cancel(String session) throws Exception {
    return endpoint.send(
        endpoint
            .posted(
                "/mcp",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                    + "\"params\":{\"requestId\":7}}")
            .header("Mcp-Session-Id", session));
  }

  private HttpRequest.Builder modern(String method, String body) {
    return endpoint
        .posted("/mcp", body)
        .header("MCP-Protocol-Version", "2026-07-28")
        .header("Mcp-Method", method);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return endpoint.post("/mcp", body);
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}"
        .formatted(method, params);
  }
}
