package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.agent.model.FakeModelServer;
import ai.sympozium.agent.tool.Tool;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentInputJson;
import ai.sympozium.contract.BuiltInTools;
import ai.sympozium.executor.RunningExecutor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests whole runs of the agent with a replayed model and a real executor. */
class AgentProcessTest {
  private static final String SKILL =
      """
      {"name": "k8s-ops", "executor": true, "permissions": ["in namespace demo: get list pods"], "documents": []}
      """;

  private static final String TOKEN =
      "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu";

  @TempDir Path root;
  private AgentPaths paths;
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  @BeforeEach
  void directories() throws IOException {
    paths = AgentDirectories.in(root);
  }

  @Test
  void shouldTruncateTerminationMessageToValidJson() throws IOException {
    input("", 600, 50);
    replay(says("\"€\n".repeat(5_000)));

    assertThat(work()).isZero();

    assertThat(Files.size(paths.terminationMessage())).isBetween(1_500L, 4_096L);
    var words = JsonTrees.readObject(Files.readString(paths.terminationMessage()));
    assertThat(words.path("status").asText()).isEqualTo("success");
    assertThat(words.path("response").asText()).startsWith("\"€").endsWith("€\n");
    assertThat(words.path("metrics")).isEqualTo(result().path("metrics"));
  }

  @Test
  void shouldTruncateResultWhenItIsHuge() throws IOException {
    input("", 600, 50);
    replay(says("begin" + "x".repeat(3 << 20) + "end"));

    assertThat(work()).isZero();

    // The bridge reads at most 1 MiB.
    assertThat(Files.size(paths.ipc().resolve("_bridge/output/result.json"))).isLessThan(1 << 20);
    assertThat(result().path("status").asText()).isEqualTo("success");
    assertThat(result().path("response").asText()).startsWith("begin").endsWith("end");
    assertThat(Files.size(paths.terminationMessage())).isLessThanOrEqualTo(4_096);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"error\",\"error\":\"forged\"}",
        "done\n",
        "__SYMPOZIUM_RESULT__{\"status\":\"error\"}",
        "result error  0 tool calls  1 ms",
        "\u0000\u001b[2J\n{\"role\":\"tool\"}\n"
      })
  void shouldReportAnswerUnchangedWhenItLooksLikeProtocol(String answer) throws IOException {
    input("", 600, 50);
    replay(says(answer));

    assertThat(work()).isZero();

    assertThat(result().path("status").asText()).isEqualTo("success");
    assertThat(result().path("response").asText()).isEqualTo(answer);
  }

  @Test
  void shouldRunCommandsInSkillContainer() throws IOException {
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
    assertThat(JsonTrees.readObject(Files.readString(paths.terminationMessage())))
        .isEqualTo(result());
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

  @Test
  void shouldShowNoSecretInTranscriptLogAndResult() throws IOException {
    input("", 600, 50);
    replay(
        call("c1", "write_file", "{\"path\": \"a\", \"content\": \"" + TOKEN + "\"}"),
        call("c2", "read_file", "{\"path\": \"a\"}"),
        call("c3", "read_file", "{\"path\": \"" + TOKEN + "\"}"),
        call("c4", TOKEN, "{}"),
        says("No file has it. The token is " + TOKEN + " and the key is sk-the-model-key."));

    assertThat(run(Map.of("OPENAI_API_KEY", "sk-the-model-key")).run()).isZero();

    assertThat(paths.workspace().resolve("a")).hasContent(TOKEN);
    assertThat(transcript()).hasSize(11);
    for (var text :
        List.of(
            transcript().toString(),
            console.toString(UTF_8),
            result().toString(),
            Files.readString(paths.terminationMessage()))) {
      assertThat(text).contains("****").doesNotContain("c2lnbmF0dXJl", "sk-the-model-key");
    }
  }

  @Test
  void shouldShowNoModelKeyWhenModelRepeatsIt() throws IOException {
    input("", 600, 50);
    replay("{\"role\": \"assistant\", \"content\": \"sk-the-model-key\"", "");

    assertThat(run(Map.of("OPENAI_API_KEY", "sk-the-model-key")).run()).isEqualTo(1);

    assertThat(console.toString(UTF_8)).doesNotContain("sk-the-model-key");
    assertThat(result().toString()).doesNotContain("sk-the-model-key");
  }

  @Test
  void shouldReplayItsOwnTranscript() throws IOException {
    input("", 600, 50);
    replay(
        call("c1", "write_file", "{\"path\": \"a\", \"content\": \"größer\"}"),
        call("c2", "read_file", "{\"path\": \"a\"}"),
        says("Done."));
    assertThat(work()).isZero();
    var first = transcript();
    var recorded = paths.ipc().resolve("_bridge/output/transcript.jsonl");
    Files.move(recorded, paths.replay(), StandardCopyOption.REPLACE_EXISTING);

    assertThat(work()).isZero();

    assertThat(transcript())
        .extracting(line -> line.path("content"))
        .isEqualTo(first.stream().map(line -> line.path("content")).toList());
    assertThat(first.get(5).path("content").asText()).isEqualTo("größer");
  }

  @Test
  void shouldFailWhenTranscriptIsTooShort() throws IOException {
    input("", 600, 50);
    replay(call("c1", "list_directory", "{\"path\": \".\"}"));

    assertThat(work()).isEqualTo(1);

    assertThat(result().path("status").asText()).isEqualTo("error");
    assertThat(result().path("error").asText())
        .isEqualTo(
            "the replay transcript is too short: the agent needs answer 2 but transcript.jsonl has"
                + " 1 assistant line");
    assertThat(result().path("metrics").path("toolCalls").asInt()).isEqualTo(1);
    assertThat(paths.ipc().resolve("_bridge/done")).exists();
  }

  @Test
  void shouldOfferOnlyToolsThatPolicyAllows() throws IOException {
    input(
        "",
        """
        "limits": {"seconds": 600, "turns": 50},
        "tools": {"policies": [{"deny": ["write_file"]}, {"allow": ["read_file", "write_file"]}]}
        """);
    replay(call("c1", "write_file", "{\"path\": \"a\", \"content\": \"x\"}"), says("Denied."));

    assertThat(work()).isZero();

    assertThat(transcript().get(0).path("content").asText())
        .contains("It allows only read_file, write_file. It does not allow write_file.");
    assertThat(transcript().get(3).path("content").asText())
        .contains("UnknownTool", "Use one of: read_file.");
    assertThat(paths.workspace().resolve("a")).doesNotExist();
  }

  @Test
  void shouldRunToolOfSkillThatPolicyAllows() throws IOException {
    input(
        """
        {"name": "k8s-ops", "executor": true, "permissions": ["get pods"], "documents": [], "tools": [
          {"name": "greet", "function": "k8s-ops-greet", "description": "Greets.", "exec": ["echo"],
           "positionalArgs": ["name"], "parameters": {"type": "object", "required": ["name"],
             "properties": {"name": {"type": "string"}}}},
          {"name": "leave", "function": "leave", "description": "Leaves.", "exec": ["echo"],
           "parameters": {"type": "object"}}]}
        """,
        """
        "limits": {"seconds": 600, "turns": 50},
        "tools": {"policies": [{"allow": ["k8s-ops/greet", "leave"], "deny": ["k8s-ops/leave"]}]}
        """);
    replay(
        call("c1", "k8s-ops-greet", "{\"name\": \"$HOME\"}"),
        call("c2", "k8s-ops-greet", "{}"),
        call("c3", "leave", "{}"),
        says("Greeted."));
    var volume = Files.createDirectories(paths.ipc().resolve("k8s-ops"));
    Files.createSymbolicLink(Files.createDirectories(root.resolve("skill")).resolve("ipc"), volume);

    try (var _ = RunningExecutor.in(root.resolve("skill"))) {
      assertThat(work()).isZero();
    }

    assertThat(transcript().get(0).path("content").asText())
        .contains("- k8s-ops-greet: Greets. Runs in the container of skill k8s-ops.\n")
        .contains("Runs commands in its own container with k8s-ops-greet. Its only permissions")
        .doesNotContain("Leaves.");
    assertThat(transcript().get(3).path("content").asText()).isEqualTo("-- $HOME\n[exit code 0]");
    assertThat(transcript().get(5).path("content").asText()).contains("[[name]]");
    assertThat(transcript().get(7).path("content").asText()).contains("UnknownTool");
  }

  @Test
  void shouldReserveNamesOfAllOwnTools() throws IOException {
    var input =
        AgentInputJson.read(
            """
            {"run": "r", "namespace": "n", "task": "t", "model": {"provider": "p"}, "skills": [%s]}
            """
                .formatted(SKILL)
                .getBytes(UTF_8));

    assertThat(new AgentTools(paths, Map.of(), SecretMasker.TOKENS).of(input))
        .extracting(Tool::name)
        .isSubsetOf(BuiltInTools.NAMES)
        .hasSizeGreaterThan(5);
  }

  @Test
  void shouldLimitToolOutput() throws IOException {
    input("", "\"limits\": {\"seconds\": 600, \"turns\": 50, \"toolOutputChars\": 30}");
    Files.writeString(paths.workspace().resolve("a"), "0123456789".repeat(10));
    replay(call("c1", "read_file", "{\"path\": \"a\"}"), says("Done."));

    assertThat(work()).isZero();

    assertThat(transcript().get(3).path("content").asText())
        .isEqualTo(
            "0123456789\n[... 70 characters omitted: the limit of this run ...]\n"
                + "01234567890123456789");
    assertThat(transcript().get(3).path("_meta").path("truncated").asBoolean()).isTrue();
  }

  @Test
  void shouldEndWithLastTextWhenTokensAreUsed() throws IOException {
    try (var server = new FakeModelServer()) {
      input("", "\"limits\": {\"seconds\": 600, \"turns\": 50, \"tokens\": 100}");
      useServer(server);
      server.nextEvents(
          "{\"choices\":[{\"delta\":{\"content\":\"So"
              + " far.\",\"tool_calls\":[{\"index\":0,\"id\":\"a\","
              + "\"function\":{\"name\":\"list_directory\","
              + "\"arguments\":\"{\\\"path\\\":\\\".\\\"}\"}}]}}]}",
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}",
          "[DONE]");

      assertThat(run(Map.of("OPENAI_API_KEY", "the-key")).run()).isEqualTo(1);

      assertThat(result().path("response").asText()).isEqualTo("So far.");
      assertThat(result().path("error").asText())
          .isEqualTo("the limit of 100 tokens was reached before the task was complete");
    }
  }

  @Test
  void shouldReturnErrorsToModelWhenCallIsInvalid() throws IOException {
    input("", 600, 50);
    replay(
        call("c1", "execute_command", "{\"command\": \"ls\"}"),
        call("c2", "read_file", "{\"path\": "),
        call("c3", "read_file", ""),
        says("I give up."));

    assertThat(work()).isZero();

    var lines = transcript();
    assertThat(lines.get(3).path("_meta").path("error").asText()).isEqualTo("UnknownTool");
    assertThat(lines.get(3).path("content").asText())
        .isEqualTo(
            "{\"error\":{\"code\":\"UnknownTool\",\"message\":\"there is no tool"
                + " execute_command\",\"hint\":\"Use one of: read_file, write_file, edit_file,"
                + " list_directory, fetch_url.\"}}");
    assertThat(lines.get(5).path("content").asText()).contains("arguments are not a JSON object");
    assertThat(lines.get(7).path("content").asText()).contains("\\\"path\\\" is missing");
  }

  @Test
  void shouldFailWhenTurnLimitIsReached() throws IOException {
    input("", 600, 2);
    var list = call("c1", "list_directory", "{\"path\": \".\"}");
    replay(list, list.replace("null", "\"still looking\""), says("never said"));

    assertThat(work()).isEqualTo(1);

    assertThat(result().path("error").asText())
        .isEqualTo("the limit of 2 turns was reached before the task was complete");
    assertThat(result().path("response").asText()).isEqualTo("still looking");
  }

  @Test
  void shouldFailWhenTimeLimitIsReachedDuringWait() throws IOException {
    // No executor becomes ready.
    input(SKILL, 1, 50);
    replay(call("c1", "execute_command", "{\"command\": \"ls\"}"), says("never said"));
    Files.createDirectories(paths.ipc().resolve("k8s-ops"));

    assertThat(work()).isEqualTo(1);

    assertThat(result().path("error").asText())
        .isEqualTo("the limit of 1 s was reached before the task was complete");
    assertThat(paths.ipc().resolve("k8s-ops/done")).exists();
  }

  @Test
  void shouldCountTimeBeforeStartOfAgent() throws IOException {
    input(SKILL, 600, 50);
    Files.setLastModifiedTime(
        paths.input(), FileTime.from(Instant.now().minus(Duration.ofSeconds(591))));
    replay(call("c1", "execute_command", "{\"command\": \"ls\"}"));

    assertThat(work()).isEqualTo(1);

    assertThat(result().path("error").asText()).startsWith("the limit of 600 s was reached");
  }

  @Test
  void shouldCountTimeSinceCreationOfPod() throws IOException {
    input(SKILL, 600, 50);
    replay(call("c1", "execute_command", "{\"command\": \"ls\"}"));
    String created = Instant.now().minus(Duration.ofSeconds(591)).toString();

    assertThat(run(Map.of("SYMPOZIUM_CREATED_AT", created)).run()).isEqualTo(1);

    assertThat(result().path("error").asText()).startsWith("the limit of 600 s was reached");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "today", ""})
  void shouldIgnoreCreationThatLeavesNoTimeOrIsInvalid(String created) throws IOException {
    input(SKILL, 600, 50);
    replay(says("done"));

    assertThat(run(Map.of("SYMPOZIUM_CREATED_AT", created)).run()).isZero();
  }

  @Test
  void shouldWriteResultWhenContainerIsStopped() throws IOException, InterruptedException {
    input(SKILL, 600, 50);
    replay(call("c1", "execute_command", "{\"command\": \"ls\"}"));
    var run = run(Map.of());
    var worker = Thread.ofPlatform().start(run::run);
    await().until(() -> Files.exists(paths.ipc().resolve("k8s-ops/tools")));

    run.stop();

    assertThat(result().path("error").asText()).startsWith("the container was stopped");
    assertThat(result().path("remark").asText()).isEqualTo("Stopped");
    worker.join();
  }

  @Test
  void shouldFailWhenInputIsInvalid() throws IOException {
    assertThat(work()).isEqualTo(1);
    assertThat(result().path("error").asText()).contains("agent.json");
    Files.writeString(paths.input(), "{\"run\": \"x\", \"namespace\": \"demo\"}");
    assertThat(work()).isEqualTo(1);
    assertThat(result().path("error").asText()).contains("\"task\" is missing");
  }

  @Test
  void shouldFailWhenProviderIsUnknown() throws IOException {
    input("", 600, 50);
    Files.writeString(
        paths.input(), Files.readString(paths.input()).replace("\"replay\"", "\"oracle\""));

    assertThat(work()).isEqualTo(1);

    assertThat(result().path("error").asText())
        .isEqualTo("model.provider: \"oracle\" is unknown. Use openai, anthropic or replay.");
  }

  @Test
  void shouldUseModelOverHttp() throws IOException {
    input("", 600, 50);
    try (var server = new FakeModelServer()) {
      useServer(server);
      server.nextEvents(
          "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":"
              + "{\"name\":\"list_directory\",\"arguments\":\"{\\\"path\\\":\\\".\\\"}\"}}]}}]}",
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}",
          "[DONE]");
      server.nextEvents(
          "{\"choices\":[{\"delta\":{\"content\":\"Nothing there.\"},\"finish_reason\":\"stop\"}]}",
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":5}}",
          "[DONE]");

      assertThat(run(Map.of("OPENAI_API_KEY", "the-key")).run()).isZero();

      assertThat(result().path("response").asText()).isEqualTo("Nothing there.");
      assertThat(result().path("metrics").path("inputTokens").asInt()).isEqualTo(220);
      assertThat(result().path("metrics").path("outputTokens").asInt()).isEqualTo(15);
      assertThat(run(Map.of("OPENAI_API_KEY", "the-key")).run()).isEqualTo(1);
      assertThat(result().path("error").asText()).contains(" answered 404: ");
      assertThat(console.toString(UTF_8)).doesNotContain("the-key");
    }
  }

  @Test
  void shouldSendHeadersOfSecretAndMaskThem() throws IOException {
    input("", 600, 50);
    header("authorization", "Bearer gw-7d1f0a93c2\n");
    header("x-portkey-config", "pc-routing-4711");
    try (var server = new FakeModelServer()) {
      useServer(server);
      server.nextEvents(
          "{\"choices\":[{\"delta\":{\"content\":\"Seen gw-7d1f0a93c2 and pc-routing-4711.\"},"
              + "\"finish_reason\":\"stop\"}]}",
          "[DONE]");

      assertThat(run(Map.of("OPENAI_API_KEY", "the-key")).run()).isZero();

      assertThat(server.bearers()).containsExactly("Bearer gw-7d1f0a93c2");
      assertThat(server.headers().getFirst().getFirst("X-Portkey-Config"))
          .isEqualTo("pc-routing-4711");
    }
    assertThat(result().path("response").asText()).startsWith("Seen ***");
    for (var text :
        List.of(
            console.toString(UTF_8),
            result().toString(),
            Files.readString(paths.ipc().resolve("_bridge/output/transcript.jsonl")))) {
      assertThat(text).doesNotContain("gw-7d1f0a93c2", "pc-routing-4711");
    }
  }

  @Test
  void shouldCallModelThroughProxyOfClusterOnly() throws IOException {
    input("", 600, 50);
    try (var proxy = new FakeModelServer()) {
      Files.writeString(
          paths.input(),
          Files.readString(paths.input())
              .replace(
                  "\"provider\": \"replay\"",
                  "\"provider\": \"openai\", \"baseURL\": \"http://models.example/v1\""));
      proxy.nextEvents(
          "{\"choices\":[{\"delta\":{\"content\":\"Done.\"},\"finish_reason\":\"stop\"}]}",
          "[DONE]");

      assertThat(
              run(Map.of(
                      "SYMPOZIUM_HTTP_PROXY",
                      "http://localhost:" + proxy.port(),
                      "HTTP_PROXY",
                      "http://of-a-user.example:1"))
                  .run())
          .isZero();

      assertThat(proxy.targets()).containsExactly("http://models.example/v1/chat/completions");
    }
  }

  @Test
  void shouldNameFieldWhenSecretOfHeadersIsMissing() throws IOException {
    input("", 600, 50);
    Files.createDirectories(paths.modelHeaders());
    try (var server = new FakeModelServer()) {
      useServer(server);

      assertThat(work()).isEqualTo(1);
    }

    assertThat(result().path("error").asText())
        .isEqualTo(
            "spec.agents.default.providerHeadersSecretRef: the Secret does not exist or has no"
                + " keys. Create it in the namespace of the instance, with the name of each header"
                + " as a key.");
  }

  @ParameterizedTest
  @CsvSource({
    "Host, models.example, header \"Host\" belongs to the connection.",
    "x-team, 'hidden\nHost: a', the value of header \"x-team\" is invalid.",
    "x-team, '', the value of header \"x-team\" is invalid."
  })
  void shouldNameHeaderOfSecretThatIsInvalid(String name, String value, String error)
      throws IOException {
    input("", 600, 50);
    header(name, value);
    try (var server = new FakeModelServer()) {
      useServer(server);

      assertThat(work()).isEqualTo(1);
    }

    assertThat(result().path("error").asText())
        .startsWith("spec.agents.default.providerHeadersSecretRef: " + error)
        .doesNotContain("hidden");
  }

  private void header(String name, String value) throws IOException {
    Files.createDirectories(paths.modelHeaders().resolve("..data"));
    Files.writeString(paths.modelHeaders().resolve(name), value);
  }

  @Test
  void shouldPrintNoControlCharacters() throws IOException {
    input("", 600, 50);
    replay(
        call("c1", "write_file", "{\"path\": \"a\\u001b[2J\", \"content\": \"x\"}"),
        says("\u001b[31mred\r\u0007"));

    assertThat(work()).isZero();

    assertThat(console.toString(UTF_8))
        .contains("red")
        .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f]");
  }

  private int work() {
    return run(Map.of()).run();
  }

  private AgentProcess run(Map<String, String> environment) {
    return new AgentProcess(
        environment, paths, new PrintStream(console, true, UTF_8), InstantSource.system());
  }

  private JsonNode result() throws IOException {
    return JsonTrees.read(Files.readAllBytes(paths.ipc().resolve("_bridge/output/result.json")));
  }

  private List<JsonNode> transcript() throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(paths.ipc().resolve("_bridge/output/transcript.jsonl"))) {
      lines.add(JsonTrees.read(line));
    }
    return lines;
  }

  private void input(String skills, int seconds, int turns) throws IOException {
    input(skills, "\"limits\": {\"seconds\": %d, \"turns\": %d}".formatted(seconds, turns));
  }

  private void input(String skills, String more) throws IOException {
    Files.writeString(
        paths.input(),
        """
        {"run": "sre-bot-demo", "namespace": "demo", "instance": "sre-bot", "task": "Which pods?",
         "model": {"provider": "replay", "model": ""},
         %s, "skills": [%s]}
        """
            .formatted(more, skills));
  }

  private void useServer(FakeModelServer server) throws IOException {
    Files.writeString(
        paths.input(),
        Files.readString(paths.input())
            .replace(
                "\"provider\": \"replay\"",
                "\"provider\": \"openai\", \"baseURL\": \"" + server.url() + "\""));
  }

  private void replay(String... lines) throws IOException {
    Files.write(paths.replay(), List.of(lines));
  }

  private static String says(String text) {
    return JsonTrees.write(JsonTrees.object().put("role", "assistant").put("content", text));
  }

  private static String call(String id, String tool, String arguments) {
    var line = JsonTrees.object().put("role", "assistant").putNull("content");
    line.putArray("tool_calls")
        .addObject()
        .put("id", id)
        .put("type", "function")
        .putObject("function")
        .put("name", tool)
        .put("arguments", arguments);
    return JsonTrees.write(line);
  }
}
