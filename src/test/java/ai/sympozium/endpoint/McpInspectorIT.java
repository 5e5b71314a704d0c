package ai.sympozium.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.ModelPeers;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses the endpoint by the command line of the MCP inspector, with and without a handshake. */
@Tag("model-peers")
class McpInspectorIT {
  private final TestEndpoint endpoint = new TestEndpoint();

  @TempDir private Path home;

  @BeforeEach
  void script() {
    endpoint.runs().playFor(ScriptedAgent::perform);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "modern"})
  void shouldListAndCallTool(String era) throws Exception {
    var tools = inspect(era, "tools/list");
    var called = inspect(era, "tools/call", "--tool-name", "ask_agent", "--tool-arg", "task=Hello");

    assertThat(tools.at("/tools/0/name").asText()).isEqualTo("ask_agent");
    assertThat(called.at("/content/0/text").asText()).isEqualTo("You asked: Hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "modern"})
  void shouldListAndReadTranscripts(String era) throws Exception {
    inspect(era, "tools/call", "--tool-name", "ask_agent", "--tool-arg", "task=Hello");

    var listed = inspect(era, "resources/list").at("/resources/0");
    var read = inspect(era, "resources/read", "--uri", listed.path("uri").asText());
    var templates = inspect(era, "resources/templates/list");

    assertThat(listed.path("title").asText()).isEqualTo("Hello");
    assertThat(read.at("/contents/0/text").asText())
        .contains("## Task\nHello", "## Answer\nYou asked: Hello");
    assertThat(templates.at("/resourceTemplates/0/name").asText()).isEqualTo("transcript");
  }

  private JsonNode inspect(String era, String method, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                ModelPeers.node(),
                ModelPeers.folder().resolve("node/node_modules/.bin/mcp-inspector").toString(),
                "--cli",
                "--server-url",
                endpoint.url() + "/mcp",
                "--header",
                "Authorization: Bearer " + TestEndpoint.KEY,
                "--protocol-era",
                era,
                "--format",
                "json",
                "--quiet",
                "--method",
                method));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("HOME", home.toString());
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return TestEndpoint.json(output).path("result");
  }
}
