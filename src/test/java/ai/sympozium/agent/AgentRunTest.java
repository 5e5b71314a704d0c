package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.executor.RunningExecutor;
import ai.sympozium.ipc.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of the agent with a replayed model and a real executor. */
class AgentRunTest {
  private static final String SKILL =
      """
      {"name": "k8s-ops", "executor": true, "rights": ["in namespace demo: get list pods"], "documents": []}
      """;

  @TempDir Path root;
  private AgentPaths paths;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  @BeforeEach
  void directories() throws IOException {
    paths =
        new AgentPaths(
            root.resolve("agent.json"),
            root.resolve("transcript.jsonl"),
            Files.createDirectories(root.resolve("volumes")),
            Files.createDirectories(root.resolve("skills")),
            Files.createDirectories(root.resolve("workspace")),
            Files.createDirectories(root.resolve("scratch")));
    Files.createDirectories(paths.ipc().resolve("_bridge"));
  }

  @Test
  void commandsOfTheModelRunInTheSkillsContainer() throws IOException {
    input(SKILL, 600, 50);
    replay(
        call("c1", "execute_command", "{\"command\": \"echo seen; exit 3\"}"),
        says("The command ended with 3."));

    var exitCode = 1;
    var volume = Files.createDirectories(paths.ipc().resolve("k8s-ops"));
    Files.createSymbolicLink(Files.createDirectories(root.resolve("skill")).resolve("ipc"), volume);
    try (var _ = RunningExecutor.in(root.resolve("skill"))) {
      exitCode = work();
    }

    assertThat(exitCode).isZero();
    assertThat(result().path("status").asText()).isEqualTo("success");
    assertThat(result().path("response").asText()).isEqualTo("The command ended with 3.");
    assertThat(result().path("metrics").path("toolCalls").asInt()).isEqualTo(1);
    var transcript = transcript();
    assertThat(transcript)
        .extracting(line -> line.path("role").asText())
        .containsExactly("system", "user", "assistant", "tool", "assistant");
    var tool = transcript.get(3);
    assertThat(tool.path("content").asText()).isEqualTo("seen\n[exit code 3]");
    assertThat(tool.path("tool_call_id").asText()).isEqualTo("c1");
    assertThat(tool.path("_meta").path("tool").asText()).isEqualTo("execute_command");
    assertThat(tool.path("_meta").path("exitCode").asInt()).isEqualTo(3);
    assertThat(tool.path("_meta").path("truncated").asBoolean()).isFalse();
    assertThat(volume.resolve("tools")).isDirectoryNotContaining("glob:**exec-*");
    assertThat(volume.resolve("done")).exists();
    assertThat(paths.ipc().resolve("_bridge/done")).hasContent("done");
    assertThat(console.toString(UTF_8))
        .contains("tool execute_command echo seen; exit 3  exit 3  ")
        .contains("│ seen")
        .contains("result success");
  }

  private int work() {
    return new AgentRole(
            Map.of(), paths, new PrintStream(console, true, UTF_8), InstantSource.system())
        .work();
  }

  private JsonNode result() throws IOException {
    return Json.read(Files.readAllBytes(paths.ipc().resolve("_bridge/output/result.json")));
  }

  private List<JsonNode> transcript() throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(paths.ipc().resolve("_bridge/output/transcript.jsonl"))) {
      lines.add(Json.read(line));
    }
    return lines;
  }

  private void input(String skills, int seconds, int turns) throws IOException {
    Files.writeString(
        paths.input(),
        """
        {"run": "sre-bot-demo", "namespace": "demo", "instance": "sre-bot", "task": "Which pods?",
         "model": {"provider": "replay", "model": ""},
         "limits": {"seconds": %d, "turns": %d}, "skills": [%s]}
        """
            .formatted(seconds, turns, skills));
  }

  private void replay(String... lines) throws IOException {
    Files.write(paths.replay(), List.of(lines));
  }

  private static String says(String text) {
    return Json.write(Json.object().put("role", "assistant").put("content", text));
  }

  private static String call(String id, String tool, String arguments) {
    var line = Json.object().put("role", "assistant").putNull("content");
    line.putArray("tool_calls")
        .addObject()
        .put("id", id)
        .put("type", "function")
        .putObject("function")
        .put("name", tool)
        .put("arguments", arguments);
    return Json.write(line);
  }
}
