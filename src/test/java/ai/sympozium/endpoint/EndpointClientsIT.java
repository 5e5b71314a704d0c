package ai.sympozium.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.agent.ModelPeers;
import ai.sympozium.endpoint.run.NewRun;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Uses the endpoint by the official clients. Both clients of OpenAI's API perform the same steps
 * with the same results: {@code openai-clients.jsonl}.
 */
@Tag("model-peers")
class EndpointClientsIT {
  private static final Path CLIENTS = Path.of("dev/model-peers");
  private static final Path EXPECTED =
      Path.of("src/test/resources/ai/sympozium/endpoint/openai-clients.jsonl");

  private final TestEndpoint endpoint = new TestEndpoint();

  @BeforeEach
  void script() {
    endpoint.runs().playFor(ScriptedAgent::perform);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void shouldServeOfficialPythonClient() throws Exception {
    var steps =
        run(
            ModelPeers.folder().resolve("python/bin/python").toString(),
            CLIENTS.resolve("endpoint_client.py").toString(),
            endpoint.url() + "/v1",
            TestEndpoint.KEY,
            "sre-bot");

    assertSteps(steps);
  }

  @Test
  void shouldServeOfficialNodeClient() throws Exception {
    var steps =
        run(
            "node",
            CLIENTS.resolve("endpoint-client.mjs").toString(),
            endpoint.url() + "/v1",
            TestEndpoint.KEY,
            "sre-bot",
            modules());

    assertSteps(steps);
  }

  @Test
  void shouldServeOfficialMcpClient() throws Exception {
    var steps =
        run(
            "node",
            CLIENTS.resolve("mcp-client.mjs").toString(),
            endpoint.url() + "/mcp",
            TestEndpoint.KEY,
            modules());

    assertThat(steps)
        .containsExactly(
            TestEndpoint.json("{\"step\":\"connected\",\"server\":\"sympozium\",\"tools\":true}"),
            TestEndpoint.json("{\"step\":\"tools\",\"names\":[\"ask_agent\"]}"),
            TestEndpoint.json(
                "{\"step\":\"called\",\"text\":\"You asked: Hello\",\"error\":false,\"progress\":true}"),
            TestEndpoint.json(
                "{\"step\":\"failed\",\"text\":\"The agent failed: the model is absent\",\"error\":true}"),
            TestEndpoint.json("{\"step\":\"cancelled\",\"error\":\"McpError\"}"));
    awaitCancellation("wait");
  }

  private void assertSteps(List<JsonNode> steps) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(
          EXPECTED, String.join("\n", steps.stream().map(JsonNode::toString).toList()) + "\n");
    }
    var expected = Files.readAllLines(EXPECTED).stream().map(TestEndpoint::json).toList();
    assertThat(steps).containsExactlyElementsOf(expected);
    awaitCancellation("wait");
    assertThat(endpoint.runs().created())
        .as("a client repeats no request whose run failed")
        .filteredOn(run -> task(run).equals("fail"))
        .hasSize(1);
  }

  /** Every run that waits is cancelled: by a closed stream, or by a request. */
  private void awaitCancellation(String task) {
    var ids =
        endpoint.runs().created().stream()
            .filter(run -> task(run).equals(task))
            .map(NewRun::id)
            .toList();
    assertThat(ids).isNotEmpty();
    await().untilAsserted(() -> assertThat(endpoint.runs().cancelled()).containsAll(ids));
  }

  private static String task(NewRun run) {
    return run.conversation().task();
  }

  private static String modules() throws IOException {
    return ModelPeers.folder().resolve("node/node_modules").toString();
  }

  private static List<JsonNode> run(String... command) throws Exception {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().map(TestEndpoint::json).toList();
  }
}
