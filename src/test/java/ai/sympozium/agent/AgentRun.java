package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.agent.model.http.Sleeper;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** A run of the agent in a temporary directory, for tests of its model clients. */
final class AgentRun {
  /** The key must not appear in any output. */
  static final String KEY = "sk-scripted-key";

  private final Path root;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  AgentRun(Path root, InstantSource clock, Sleeper sleeper) {
    this.root = root;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /** Runs the task "List." against a model, with the files that README.md of the rows names. */
  void run(ObjectNode model, long seconds) throws IOException {
    var paths = AgentDirectories.in(root);
    Files.writeString(paths.workspace().resolve("notes.txt"), "a note\n");
    Files.writeString(paths.workspace().resolve("long.txt"), "line of text\n".repeat(2_000));
    var input = JsonTrees.object().put("run", "r").put("namespace", "demo").put("task", "List.");
    input.set("model", model);
    input.putObject("limits").put("seconds", seconds).put("turns", 12);
    Files.writeString(paths.input(), JsonTrees.write(input));
    new AgentProcess(
            Map.of("OPENAI_API_KEY", KEY, "ANTHROPIC_API_KEY", KEY),
            paths,
            new PrintStream(console, true, UTF_8),
            clock,
            sleeper)
        .run();
  }

  JsonNode result() throws IOException {
    return JsonTrees.read(Files.readAllBytes(output("result.json")));
  }

  String transcript() throws IOException {
    return Files.readString(output("transcript.jsonl"));
  }

  String console() {
    return console.toString(UTF_8);
  }

  private Path output(String file) {
    return root.resolve("volumes/_bridge/output").resolve(file);
  }
}
