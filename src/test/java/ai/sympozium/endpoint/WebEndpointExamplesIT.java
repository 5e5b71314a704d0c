package ai.sympozium.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.ModelPeers;
import ai.sympozium.docs.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executes the examples of {@code docs/web-endpoint.md}, except those with the note {@code
 * cluster}.
 */
@Tag("model-peers")
class WebEndpointExamplesIT {
  private static final Path DOCUMENT = Path.of("docs/web-endpoint.md");
  private static final String INSPECTOR = "@modelcontextprotocol/inspector";
  private static final String ANSWER = "You asked: Which pods fail?";

  private final TestEndpoint endpoint = new TestEndpoint();

  @TempDir Path directory;

  @BeforeEach
  void script() {
    endpoint.runs().playFor(ScriptedAgent::perform);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void shouldAnswerRequestsOfCurl() throws Exception {
    var examples = examples("bash");

    assertThat(run("bash", "-euc", examples.get(0)))
        .contains("\"id\":\"sre-bot\"")
        .contains("\"content\":\"" + ANSWER)
        .endsWith("data: [DONE]\n\n");
    assertThat(run("bash", "-euc", examples.get(1))).contains("\"text\":\"" + ANSWER);
    assertThat(run("bash", "-euc", examples.get(2).replace("npx " + INSPECTOR, inspector())))
        .contains("\"title\": \"Which pods fail?\"");
  }

  @Test
  void shouldAnswerPythonClient() throws Exception {
    var program = Files.writeString(directory.resolve("example.py"), examples("python").getFirst());

    assertThat(run(ModelPeers.folder().resolve("python/bin/python").toString(), program.toString()))
        .startsWith(ANSWER)
        .contains("You asked: Why? | user: Which pods fail? | assistant: " + ANSWER);
  }

  @Test
  void shouldAnswerNodeClient() throws Exception {
    var program = Files.writeString(directory.resolve("example.mjs"), examples("js").getFirst());
    Files.createSymbolicLink(
        directory.resolve("node_modules"), ModelPeers.folder().resolve("node/node_modules"));

    assertThat(run("node", program.toString())).isEqualTo(ANSWER + "\n");
  }

  @Test
  void shouldConfigureMcpClientsWithServedPath() throws Exception {
    var server = TestEndpoint.json(examples("json").getFirst()).at("/mcpServers/sre-bot");

    var path = server.path("url").asText().replaceFirst("http://[^/]+", "");

    var listed = endpoint.post(path, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    assertThat(listed.body()).contains("\"name\":\"ask_agent\"");
    assertThat(server.at("/headers/Authorization").asText()).startsWith("Bearer sk-");
  }

  private static String inspector() throws IOException {
    var program = ModelPeers.folder().resolve("node/node_modules/.bin/mcp-inspector");
    return ModelPeers.node() + " " + program;
  }

  private static List<String> examples(String language) {
    var examples =
        Example.of(DOCUMENT).stream()
            .filter(example -> example.language().equals(language))
            .filter(example -> !example.note().equals("cluster"))
            .map(Example::text)
            .toList();
    assertThat(examples).isNotEmpty();
    return examples;
  }

  private String run(String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("ENDPOINT", endpoint.url());
    builder.environment().put("API_KEY", TestEndpoint.KEY);
    builder.environment().put("HOME", directory.toString());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
