package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.TestEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.LogEntry;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcripts of runs as resources of the Model Context Protocol. */
class McpResourcesTest {
  private static final String MODERN =
      """
      "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
       "io.modelcontextprotocol/clientCapabilities":{}}
      """;

  private final TestEndpoint endpoint = new TestEndpoint();

  @BeforeEach
  void script() {
    endpoint.runs().answer("Two pods.");
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void shouldAnnounceResources() throws Exception {
    var result =
        result(
            request(
                "initialize",
                "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}"));

    assertThat(result.at("/capabilities/resources").isObject()).isTrue();
  }

  @Test
  void shouldListRunsOfBothApisNewestFirst() throws Exception {
    call("First");
    respond("Second", true);

    var resources = result(request("resources/list", "")).path("resources");

    assertThat(resources)
        .extracting(r -> r.path("title").asText())
        .containsExactly("Second", "First");
    assertThat(resources).extracting(r -> r.path("uri").asText()).containsExactly(uri(1), uri(0));
  }

  @Test
  void shouldListRunsPageByPage() throws Exception {
    call("First");
    call("Second");
    call("Third");

    var first = result(request("resources/list", ""));
    var second = result(request("resources/list", "\"cursor\":" + first.path("nextCursor")));

    assertThat(first.path("resources")).hasSize(2);
    assertThat(second.path("resources"))
        .extracting(r -> r.path("title").asText())
        .containsExactly("First");
    assertThat(second.has("nextCursor")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "7", "\"x/y\"", "\"2026-01-01T00:00:00Z/../../x\""})
  void shouldRejectInvalidCursor(String cursor) throws Exception {
    var error = post(request("resources/list", "\"cursor\":" + cursor)).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32602);
  }

  @Test
  void shouldListAndReadRunsOfSameClientOnly() throws Exception {
    call("Mine");

    var list = postAs(TestEndpoint.OTHER_KEY, request("resources/list", ""));
    var read = postAs(TestEndpoint.OTHER_KEY, read(uri(0)));

    assertThat(list.at("/result/resources")).isEmpty();
    assertThat(read.at("/error/code").asInt()).isEqualTo(-32002);
  }

  @Test
  void shouldNotShowRunWhoseResponseIsNotStored() throws Exception {
    respond("Secret", false);

    var list = result(request("resources/list", ""));
    var read = post(read(uri(0)));

    assertThat(list.path("resources")).isEmpty();
    assertThat(read.at("/error/code").asInt()).isEqualTo(-32002);
  }

  @Test
  void shouldReadTranscriptOfRun() throws Exception {
    endpoint
        .runs()
        .log(
            LogEntry.of(1, Instant.EPOCH, LogEntry.Kind.TOOL, 0)
                .withTool("execute_command", "kubectl get pods")
                .withText("a\nb"));
    call("Count the pods.");

    var content = result(read(uri(0))).at("/contents/0");

    assertThat(content.path("uri").asText()).isEqualTo(uri(0));
    assertThat(content.path("mimeType").asText()).isEqualTo("text/plain");
    assertThat(content.path("text").asText())
        .contains(
            "## Task\nCount the pods.",
            "tool execute_command kubectl get pods\n  a\n  b",
            "## Answer\nTwo pods.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sympozium://runs/0123456789abcdef/transcript",
        "sympozium://runs/transcript",
        "sympozium://runs//transcript",
        "sympozium://runs/../transcript",
        "file:///etc/passwd",
        ""
      })
  void shouldReportUnknownResourceWithItsUri(String uri) throws Exception {
    var response =
        endpoint.send(modern("resources/read", "\"uri\":\"" + uri + "\",").header("Mcp-Name", uri));

    var error = json(response.body()).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(-32602);
    assertThat(error.at("/data/uri").asText()).isEqualTo(uri);
  }

  @Test
  void shouldListTemplate() throws Exception {
    var result = result(request("resources/templates/list", ""));

    assertThat(result.at("/resourceTemplates/0/uriTemplate").asText())
        .isEqualTo("sympozium://runs/{id}/transcript");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tools/list", "resources/list", "resources/templates/list", "server/discover"})
  void shouldStateHowLongResultsCanBeCached(String method) throws Exception {
    var result = json(endpoint.send(modern(method, "")).body()).path("result");

    assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
    assertThat(result.path("cacheScope").asText()).isEqualTo("private");
  }

  @Test
  void shouldStateThatTranscriptCanChange() throws Exception {
    call("Count the pods.");

    var response =
        endpoint.send(
            modern("resources/read", "\"uri\":\"" + uri(0) + "\",").header("Mcp-Name", uri(0)));

    assertThat(json(response.body()).at("/result/ttlMs").asInt(-1)).isZero();
  }

  @Test
  void shouldReportThatRunsCannotBeRead() throws Exception {
    endpoint.runs().failReadsWith(new RunsUnavailableException("Runs cannot be read at present."));

    var list = post(request("resources/list", ""));
    var read = post(read("sympozium://runs/0123456789abcdef/transcript"));

    assertThat(list.at("/error/code").asInt()).isEqualTo(-32603);
    assertThat(read.at("/error/message").asText()).isEqualTo("Runs cannot be read at present.");
  }

  @Test
  void shouldLimitReadsOfRuns() throws Exception {
    try (var limited = TestEndpoint.limitedTo(60, 1)) {
      var list = request("resources/list", "");
      assertThat(limited.post("/mcp", list).statusCode()).isEqualTo(200);

      assertThat(limited.post("/mcp", list).statusCode()).isEqualTo(429);
      assertThat(limited.post("/mcp", read("sympozium://x")).statusCode()).isEqualTo(429);
    }
  }

  private String uri(int number) {
    return "sympozium://runs/" + endpoint.runs().created().get(number).id() + "/transcript";
  }

  private void call(String task) throws Exception {
    post(request("tools/call", "\"name\":\"ask_agent\",\"arguments\":{\"task\":\"" + task + "\"}"));
  }

  private void respond(String input, boolean store) throws Exception {
    endpoint.post(
        "/v1/responses",
        "{\"model\":\"sre-bot\",\"input\":\"%s\",\"store\":%s}".formatted(input, store));
  }

  private JsonNode result(String body) throws Exception {
    return post(body).path("result");
  }

  private JsonNode post(String body) throws Exception {
    return json(endpoint.post("/mcp", body).body());
  }

  private JsonNode postAs(String key, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(endpoint.request("/mcp").build().uri())
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return json(endpoint.send(request).body());
  }

  private HttpRequest.Builder modern(String method, String params) {
    return endpoint
        .posted("/mcp", request(method, params + MODERN))
        .header("MCP-Protocol-Version", "2026-07-28")
        .header("Mcp-Method", method);
  }

  private static String read(String uri) {
    return request("resources/read", "\"uri\":\"" + uri + "\"");
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}"
        .formatted(method, params);
  }
}
