package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.model.FakeModelServer;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the agent against the behaviours of model servers. Each row is a file. */
class ModelServerContractTest {
  @TempDir Path root;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final List<Duration> pauses = new ArrayList<>();

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void shouldWorkWithServer(String row) throws IOException {
    var script = ModelServerScript.read(directory().resolve(row));
    try (var server = new FakeModelServer()) {
      script.play(server);
      run(script, server);

      script.checkRequests(server);
    }
    check(script.want());
  }

  static Stream<String> rows() throws IOException {
    try (var files = Files.walk(directory())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .map(file -> directory().relativize(file).toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Path directory() {
    try {
      var resource = ModelServerContractTest.class.getResource("model/servers");
      return Path.of(java.util.Objects.requireNonNull(resource).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(ModelServerScript script, FakeModelServer server) throws IOException {
    var paths = AgentDirectories.in(root);
    Files.writeString(paths.workspace().resolve("notes.txt"), "a note\n");
    Files.writeString(paths.workspace().resolve("long.txt"), "line of text\n".repeat(2_000));
    var base = server.url().replace("/v1", script.basePath());
    var model =
        JsonTrees.object()
            .put("provider", script.provider())
            .put("model", "scripted")
            .put("baseURL", base);
    model.set("headers", script.headers());
    if (script.thinking() != null) {
      model.put("thinking", script.thinking());
    }
    var input = JsonTrees.object().put("run", "r").put("namespace", "demo").put("task", "List.");
    input.set("model", model);
    input.putObject("limits").put("seconds", script.seconds()).put("turns", 12);
    Files.writeString(paths.input(), JsonTrees.write(input));
    // Pauses take no time, but the clock of the agent goes on.
    var now = new AtomicReference<>(Instant.now());
    new AgentProcess(
            Map.of("OPENAI_API_KEY", "sk-scripted-key", "ANTHROPIC_API_KEY", "sk-scripted-key"),
            paths,
            new PrintStream(console, true, UTF_8),
            now::get,
            pause -> {
              pauses.add(pause);
              now.updateAndGet(time -> time.plus(pause));
            })
        .run();
  }

  private void check(JsonNode want) throws IOException {
    var result = JsonTrees.read(Files.readAllBytes(output("result.json")));
    var all = result + "\n" + console.toString(UTF_8);
    assertThat(result.path("status").asText())
        .as(all)
        .isEqualTo(want.has("error") ? "error" : "success");
    for (var field : new String[] {"response", "error", "remark"}) {
      for (var text : want.path(field)) {
        assertThat(result.path(field).asText()).contains(text.asText());
      }
    }
    for (var text : want.path("notResponse")) {
      assertThat(result.path("response").asText()).doesNotContain(text.asText());
    }
    for (var text : want.path("log")) {
      assertThat(console.toString(UTF_8)).contains(text.asText());
    }
    for (var text : want.path("transcript")) {
      assertThat(Files.readString(output("transcript.jsonl"))).contains(text.asText());
    }
    if (want.has("pauses")) {
      assertThat(pauses.stream().map(pause -> pause.toMillis() / 1000.0).map(Object::toString))
          .containsExactlyElementsOf(
              want.path("pauses").valueStream().map(p -> "" + p.asDouble()).toList());
    }
    if (want.has("remark")) {
      assertThat(result.path("remark").asText()).isNotEmpty();
    } else {
      assertThat(result.has("remark")).isFalse();
    }
    assertThat(all).doesNotContain("sk-scripted-key");
  }

  private Path output(String file) {
    return root.resolve("volumes/_bridge/output").resolve(file);
  }
}
