package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.TestEndpoint.events;
import static ai.sympozium.endpoint.TestEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.ScriptedRuns;
import ai.sympozium.endpoint.run.SkillTool;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools of skills as tools of the Model Context Protocol. */
@Timeout(60)
class McpToolsTest {
  private static final String SCHEMA =
      """
      {"type":"object","additionalProperties":false,"required":["name"],
       "properties":{"name":{"type":"string","maxLength":5},"count":{"type":"integer"}}}
      """;

  private final TestEndpoint endpoint = new TestEndpoint();

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void shouldListOnlyTheAgentByDefault() throws Exception {
    assertThat(list()).extracting(tool -> tool.path("name").asText()).containsExactly("ask_agent");
  }

  @Test
  void shouldListToolsOfSkillsAfterTheAgent() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"), tool("other", "scale"), tool("ask", "agent"));

    var tools = list();

    assertThat(tools)
        .extracting(tool -> tool.path("name").asText())
        .startsWith("ask_agent", "k8s-ops_scale", "other_scale")
        .hasSize(4)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}"));
    assertThat(tools.get(1).path("title").asText()).isEqualTo("k8s-ops/scale");
    assertThat(tools.get(1).path("description").asText()).isEqualTo("Scales.");
    assertThat(tools.get(1).path("inputSchema")).isEqualTo(JsonTrees.read(SCHEMA));
  }

  /** Such a list can have half a megabyte, and waits in memory for a slow client. */
  @Test
  void shouldLimitListsWithToolsOfSkills() throws Exception {
    try (var limited = TestEndpoint.limitedTo(60, 1)) {
      limited.runs().offer(tool("k8s-ops", "scale"));
      var list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";

      assertThat(limited.post("/mcp", list).statusCode()).isEqualTo(200);
      assertThat(limited.post("/mcp", list).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void shouldReportErrorInsteadOfListWithoutTools() throws Exception {
    endpoint.runs().failReadsWith(new RunsUnavailableException("The tools cannot be read."));

    var response = post("tools/list", "");

    assertThat(json(response.body()).at("/error/code").asInt()).isEqualTo(-32603);
    assertThat(json(response.body()).at("/error/message").asText())
        .isEqualTo("The tools cannot be read.");
  }

  @Test
  void shouldAskTheAgentWhenTheToolsCannotBeRead() throws Exception {
    endpoint.runs().answer("Two").failReadsWith(new RunsUnavailableException("absent"));

    var result = call("ask_agent", "{\"task\":\"Count.\"}").path("result");

    assertThat(result.at("/content/0/text").asText()).isEqualTo("Two");
  }

  @Test
  void shouldCallToolByARunWithoutAModel() throws Exception {
    endpoint.runs().offer(tool("other", "scale"), tool("k8s-ops", "scale"));
    endpoint.runs().answer("scaled\n[exit code 0]");

    var result = call("k8s-ops_scale", "{\"name\":\"api\",\"count\":2}").path("result");

    assertThat(result.path("isError").asBoolean(true)).isFalse();
    assertThat(result.at("/content/0/text").asText()).isEqualTo("scaled\n[exit code 0]");
    var run = endpoint.runs().last();
    var requested = Objects.requireNonNull(run.toolCall());
    assertThat(requested.path()).isEqualTo("k8s-ops/scale");
    assertThat(requested.arguments()).isEqualTo(json("{\"name\":\"api\",\"count\":2}"));
    assertThat(run.conversation().earlier()).isEmpty();
    assertThat(run.conversation().task())
        .isEqualTo("Call k8s-ops/scale {\"name\":\"api\",\"count\":2}");
  }

  @Test
  void shouldReportToolThatFailedWithItsText() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));
    endpoint
        .runs()
        .play(
            new RunEvent.Finished(
                new EndpointRunResult(
                    "no such pod\n[exit code 1]", StopReason.STOP, Usage.NONE, null, true)));

    var result = call("k8s-ops_scale", "{\"name\":\"api\"}").path("result");

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.at("/content/0/text").asText()).isEqualTo("no such pod\n[exit code 1]");
  }

  @Test
  void shouldReportRunThatFailed() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));
    endpoint
        .runs()
        .play(
            new RunEvent.Finished(
                EndpointRunResult.failed(StopReason.ERROR, "spec.toolCall.tool: not offered.")));

    var result = call("k8s-ops_scale", "{\"name\":\"api\"}").path("result");

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.at("/content/0/text").asText())
        .isEqualTo("The call failed: spec.toolCall.tool: not offered.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{} | [[name]]",
        "{\"name\":7} | name: Value is [integer] but should be [string]",
        "{\"name\":\"abcdef\"} | name: ",
        "{\"name\":\"a\",\"count\":\"2\"} | count: Value is [string] but should be [integer]",
        "{\"name\":\"a\",\"other\":1} | other: is not a parameter",
        "[] | must be an object",
        "null | must be an object",
        "\"{}\" | must be an object"
      })
  void shouldNameInvalidArgumentAndCreateNoRun(String arguments, String problem) throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));

    var result = call("k8s-ops_scale", arguments).path("result");

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.at("/content/0/text").asText()).startsWith("arguments: ").contains(problem);
    assertThat(endpoint.runs().created()).isEmpty();
  }

  @Test
  void shouldRejectHugeArgumentsBeforeTheSchemaIsUsed() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));

    var result = call("k8s-ops_scale", "{\"name\":\"" + "a".repeat(70_000) + "\"}").path("result");

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.at("/content/0/text").asText())
        .isEqualTo("arguments: have 70011 bytes. Use at most 65536 bytes.");
    assertThat(endpoint.runs().created()).isEmpty();
  }

  /** The expression needs years for this text, so only the pod of the run may evaluate it. */
  @Test
  void shouldLeaveRegularExpressionsToTheRun() throws Exception {
    var slow =
        """
        {"type":"object","properties":{"name":{"pattern":"^(([a-z])+.)+[A-Z]([a-z])+$"}}}
        """;
    endpoint.runs().offer(new SkillTool("k8s-ops", "scale", "Scales.", JsonTrees.readObject(slow)));
    endpoint.runs().answer("done");

    var result = call("k8s-ops_scale", "{\"name\":\"" + "a".repeat(10_000) + "\"}").path("result");

    assertThat(result.at("/content/0/text").asText()).isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"k8s-ops/scale", "scale", "K8S-OPS_SCALE", "k8s-ops_drain", "", "../x"})
  void shouldRejectUnknownTool(String name) throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));

    var response = call(name, "{}");

    assertThat(response.at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(response.at("/error/message").asText()).isEqualTo("Unknown tool: " + name);
    assertThat(endpoint.runs().created()).isEmpty();
  }

  @Test
  void shouldRejectToolThatIsNoLongerOffered() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));
    assertThat(list()).hasSize(2);
    endpoint.runs().offer();

    var response = call("k8s-ops_scale", "{\"name\":\"a\"}");

    assertThat(response.at("/error/code").asInt()).isEqualTo(-32602);
    assertThat(endpoint.runs().created()).isEmpty();
  }

  @Test
  void shouldStreamProgressOfCall() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));
    endpoint
        .runs()
        .play(
            new RunEvent.Activity("tool scale k8s-ops: {}"),
            new RunEvent.Text("scaled"),
            new RunEvent.Finished(ScriptedRuns.success("scaled")));

    var response =
        endpoint.send(
            endpoint
                .posted(
                    "/mcp",
                    request(
                        "tools/call",
                        params("k8s-ops_scale", "{\"name\":\"a\"}")
                            + ",\"_meta\":{\"progressToken\":\"p\"}"))
                .header("Accept", "application/json, text/event-stream"));

    var events = events(response.body());
    assertThat(events).hasSize(4);
    assertThat(events.get(1).at("/params/message").asText()).isEqualTo("tool scale k8s-ops: {}");
    assertThat(events.get(2).at("/params/message").asText())
        .isEqualTo("The tool writes: 6 characters.");
    assertThat(events.getLast().at("/result/content/0/text").asText()).isEqualTo("scaled");
  }

  @Test
  void shouldCancelRunWhenClientDisconnects() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));
    endpoint.runs().play(new RunEvent.Text("scal"));
    var response =
        endpoint
            .http()
            .send(
                endpoint
                    .posted(
                        "/mcp",
                        request(
                            "tools/call",
                            params("k8s-ops_scale", "{\"name\":\"a\"}")
                                + ",\"_meta\":{\"progressToken\":1}"))
                    .header("Accept", "text/event-stream, application/json")
                    .build(),
                BodyHandlers.ofLines());

    response.body().close();

    await().until(() -> endpoint.runs().cancelled().contains(endpoint.runs().last().id()));
  }

  @Test
  void shouldCancelCallOfSessionByNotification() throws Exception {
    endpoint.runs().offer(tool("k8s-ops", "scale"));
    var call =
        endpoint
            .http()
            .sendAsync(
                endpoint
                    .posted(
                        "/mcp", request("tools/call", params("k8s-ops_scale", "{\"name\":\"a\"}")))
                    .header("Mcp-Session-Id", "s1")
                    .build(),
                BodyHandlers.ofString());
    await().until(() -> !endpoint.runs().created().isEmpty());

    var accepted =
        endpoint.send(
            endpoint
                .posted(
                    "/mcp",
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                        + "\"params\":{\"requestId\":1}}")
                .header("Mcp-Session-Id", "s1"));

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(endpoint.runs().cancelled()).contains(endpoint.runs().last().id());
    endpoint
        .runs()
        .emit(new RunEvent.Finished(EndpointRunResult.failed(StopReason.CANCELLED, "deleted")));
    assertThat(json(call.get().body()).at("/result/isError").asBoolean()).isTrue();
  }

  private static SkillTool tool(String skill, String name) throws IOException {
    return new SkillTool(skill, name, "Scales.", JsonTrees.readObject(SCHEMA));
  }

  private JsonNode list() throws Exception {
    return json(post("tools/list", "").body()).at("/result/tools");
  }

  private JsonNode call(String name, String arguments) throws Exception {
    return json(post("tools/call", params(name, arguments)).body());
  }

  private static String params(String name, String arguments) {
    return "\"name\":\"%s\",\"arguments\":%s".formatted(name, arguments);
  }

  private HttpResponse<String> post(String method, String params) throws Exception {
    return endpoint.post("/mcp", request(method, params));
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}"
        .formatted(method, params);
  }
}
