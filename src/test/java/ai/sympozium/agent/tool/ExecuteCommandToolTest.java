package ai.sympozium.agent.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.ipc.DirectoryWatcher;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.ExecutorReady;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the agent's side of a command against hostile and broken executors. */
@Timeout(30)
class ExecuteCommandToolTest {
  private static final ExecutorReady READY =
      new ExecutorReady("test/1", "k8s-ops", "sh", List.of(), null);

  @TempDir Path root;
  private Path volume;
  private Path tools;
  private @Nullable Thread executor;
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

  @BeforeEach
  void directories() throws IOException {
    volume = Files.createDirectory(root.resolve("k8s-ops"));
    tools = Files.createDirectory(volume.resolve("tools"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (executor != null) {
      executor.interrupt();
      executor.join();
    }
  }

  @Test
  void shouldReturnOutputAndExitCode() throws Exception {
    ready(READY);
    answer(id -> result(id, 2, "out", "err\n"));

    var result = run("{\"command\": \"ls -l\", \"workdir\": \"/tmp\", \"timeout\": 5}");

    assertThat(result.content()).isEqualTo("out\nSTDERR:\nerr\n[exit code 2]");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.truncated()).isFalse();
    assertThat(result.errorCode()).isNull();
    var request = requests.getFirst();
    assertThat(request.path("command").asText()).isEqualTo("ls -l");
    assertThat(request.path("workDir").asText()).isEqualTo("/tmp");
    assertThat(request.path("timeout").asInt()).isEqualTo(5);
    assertThat(tools).isEmptyDirectory();
  }

  @Test
  void shouldReturnAsSoonAsResultIsWritten() throws Exception {
    ready(READY);
    var tool = tool(Duration.ofSeconds(20), Duration.ofSeconds(20));
    var started = System.nanoTime();

    for (var i = 0; i < 10; i++) {
      answer(id -> result(id, 0, "", ""));
      run(tool, "{\"command\": \"x\"}");
    }

    // Ten waits for the poll interval would take ten seconds.
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void shouldExplainResultWhenCommandDidNotExitNormally() throws Exception {
    ready(new ExecutorReady("test/1", "k8s-ops", "sh", List.of("helm", "jq"), null));
    answer(id ->
        new ExecResult(
            id,
            143,
            "a",
            "",
            true,
            1000,
            70_000,
            9_000,
            true,
            "/workspace/x.out",
            "/workspace/x.err",
            "TERM",
            null));
    assertThat(run("{\"command\": \"x\", \"timeout\": 7}").content())
        .isEqualTo(
            """
            a
            [timed out: the command was stopped after 7 s; use a longer timeout, up to 120, or a smaller command]
            [standard output is 70000 bytes; read all of it with read_file: /workspace/x.out]
            [standard error is 9000 bytes; read all of it with read_file: /workspace/x.err]
            [exit code 143]\
            """);

    answer(id -> ExecResult.failed(id, 126, "there was no place"));
    var failed = run("{\"command\": \"x\"}");
    assertThat(failed.content()).isEqualTo("[error: there was no place]\n[exit code 126]");
    assertThat(failed.errorCode()).isEqualTo("CommandNotRun");

    answer(id -> result(id, 127, "", "sh: helm: not found"));
    assertThat(run("{\"command\": \"helm\"}").content())
        .endsWith("[exit code 127: missing in the skill's image: helm, jq]");

    answer(id -> result(id, 137, "", ""));
    assertThat(run("{\"command\": \"x\"}").content())
        .isEqualTo("[exit code 137: killed, usually because it ran out of memory]");
  }

  @Test
  void shouldTruncateResultWhenExecutorSendsTooMuch() throws Exception {
    ready(READY);
    answer(id -> result(id, 0, "x".repeat(1 << 20), ""));

    var result = run("{\"command\": \"x\"}");

    assertThat(result.truncated()).isTrue();
    assertThat(result.content().length()).isBetween(48 << 10, 50 << 10);
  }

  @Test
  void shouldWaitUntilSkillIsReady() throws Exception {
    answer(id -> result(id, 0, "late", ""));
    var starter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ready(READY);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(run("{\"command\": \"x\"}").content()).startsWith("late");
    starter.join();
  }

  @Test
  void shouldFailWhenSkillDoesNotStart() throws InterruptedException {
    var tool = tool(Duration.ofMillis(100), Duration.ofSeconds(20));

    var result = run(tool, "{\"command\": \"x\"}");

    assertThat(result.errorCode()).isEqualTo("SkillNotReady");
    assertThat(result.content()).contains("the container of skill k8s-ops has not started within");
    assertThat(tools).isEmptyDirectory();
  }

  @Test
  void shouldNameGatewayWhenExecutorWaitsForIt() throws Exception {
    Files.writeString(volume.resolve(IpcFiles.WAITING), "Connect timed out");

    var result = run(tool(Duration.ofMillis(100), Duration.ofSeconds(20)), "{\"command\": \"x\"}");

    assertThat(result.errorCode()).isEqualTo("SkillNotReady");
    assertThat(result.content())
        .contains("the operator's gateway cannot be reached: Connect timed out", "NetworkPolicy");
  }

  @Test
  void shouldFailWithReasonWhenSkillIsUnavailable() throws Exception {
    ready(new ExecutorReady("test/1", "k8s-ops", "sh", List.of(), "no API token: 403"));

    var result = run("{\"command\": \"x\"}");

    assertThat(result.errorCode()).isEqualTo("SkillUnavailable");
    assertThat(result.content()).contains("no API token: 403");
  }

  @Test
  void shouldFailAndWithdrawRequestWhenNoResultArrives() throws Exception {
    ready(READY);
    var tool = tool(Duration.ofSeconds(20), Duration.ofMillis(100));

    var result = run(tool, "{\"command\": \"x\", \"timeout\": 1}");

    assertThat(result.errorCode()).isEqualTo("NoAnswer");
    // Withdrawn, so that a restarted container does not run it.
    assertThat(tools).isEmptyDirectory();
  }

  @Test
  void shouldWaitWhenResultIsIncomplete() throws Exception {
    ready(READY);
    perform(id -> {
      var file = tools.resolve(IpcFiles.execResult(id));
      Files.writeString(file, "");
      Files.writeString(file, "{\"id\": \"x\", \"exitCode\": 0, \"std");
      Files.writeString(file, "{\"exitCode\": 0, \"stdout\": \"whole\"}");
    });

    assertThat(run("{\"command\": \"x\"}").content()).isEqualTo("whole\n[exit code 0]");
  }

  @Test
  void shouldRejectResultWhenItIsHostile() throws Exception {
    ready(READY);
    var secret =
        Files.writeString(root.resolve("secret"), "{\"exitCode\": 0, \"stdout\": \"secret\"}");
    perform(id -> Files.createSymbolicLink(tools.resolve(IpcFiles.execResult(id)), secret));
    assertThat(run("{\"command\": \"x\"}").content())
        .contains("is a link")
        .doesNotContain("secret");

    perform(id -> Files.writeString(tools.resolve(IpcFiles.execResult(id)), "[".repeat(100_000)));
    assertThat(run("{\"command\": \"x\"}").errorCode()).isEqualTo("VolumeError");

    perform(id -> Files.write(tools.resolve(IpcFiles.execResult(id)), new byte[5 << 20]));
    assertThat(run("{\"command\": \"x\"}").content()).contains("is larger than");
  }

  @Test
  void shouldRejectVolumeWhenItIsHostile() throws Exception {
    ready(READY);
    Files.delete(tools);
    var elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    Files.createSymbolicLink(tools, elsewhere);

    assertThat(run("{\"command\": \"x\"}").errorCode()).isEqualTo("VolumeError");
    assertThat(elsewhere).isEmptyDirectory();

    Files.delete(volume.resolve(IpcFiles.READY));
    Files.createSymbolicLink(volume.resolve(IpcFiles.READY), root.resolve("any"));
    assertThat(run("{\"command\": \"x\"}").errorCode()).isEqualTo("VolumeError");
  }

  @Test
  void shouldRejectInvalidArguments() throws InterruptedException {
    for (var arguments :
        List.of(
            "{}",
            "{\"command\": \" \"}",
            "{\"command\": 1}",
            "{\"command\": \"x\", \"timeout\": 0}",
            "{\"command\": \"x\", \"timeout\": 121}",
            "{\"command\": \"x\", \"timeout\": \"abc\"}",
            "{\"command\": \"x\", \"skill\": \"other\"}")) {
      assertThat(run(arguments).errorCode()).as(arguments).isEqualTo("InvalidArguments");
    }
    assertThat(tools).isEmptyDirectory();
  }

  @Test
  void shouldMaskTokenBeforeTruncatingWhenExecutorDoesNot() throws Exception {
    ready(READY);
    var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0." + "c2lnbmF0dXJl".repeat(500);
    // The token crosses the start of the tail, so that only a part of its signature remains.
    answer(id -> result(id, 0, "x".repeat(40_000) + token + "\n" + "y".repeat(30_000), ""));

    var result = run("{\"command\": \"cat token\"}");

    assertThat(result.truncated()).isTrue();
    assertThat(result.content()).contains("***\nyyy").doesNotContain("c2lnbmF0dXJl");
  }

  @Test
  void shouldRequireSkillWhenThereAreSeveral() throws Exception {
    ready(READY);
    answer(id -> result(id, 0, "here", ""));
    var wait = Duration.ofSeconds(20);
    var tool =
        new ExecuteCommandTool(
            List.of(
                new SkillExecutorClient(
                    "k8s-ops", volume, wait, wait, SkillExecutorClient.Loop.INJECTED),
                new SkillExecutorClient(
                    "github",
                    root.resolve("github"),
                    wait,
                    wait,
                    SkillExecutorClient.Loop.INJECTED)),
            SecretMasker.TOKENS);

    assertThat(JsonTrees.write(tool.parameters()))
        .contains("\"enum\":[\"k8s-ops\",\"github\"]")
        .contains("\"required\":[\"command\",\"skill\"]");
    assertThat(run(tool, "{\"command\": \"x\"}").content())
        .contains("\\\"skill\\\" is missing; this run has k8s-ops, github");
    assertThat(run(tool, "{\"command\": \"x\", \"skill\": \"k8s-ops\"}").content())
        .startsWith("here");
  }

  private static ExecResult result(String id, int exitCode, String stdout, String stderr) {
    return new ExecResult(
        id, exitCode, stdout, stderr, false, 1, 0, 0, false, null, null, null, null);
  }

  private ToolResult run(String arguments) throws InterruptedException {
    return run(tool(Duration.ofSeconds(20), Duration.ofSeconds(20)), arguments);
  }

  private static ToolResult run(ExecuteCommandTool tool, String arguments)
      throws InterruptedException {
    try {
      return tool.run(JsonTrees.readObject(arguments));
    } catch (ToolException e) {
      return e.toResult();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ExecuteCommandTool tool(Duration longestStart, Duration longestSilence) {
    return new ExecuteCommandTool(
        List.of(
            new SkillExecutorClient(
                "k8s-ops",
                volume,
                longestStart,
                longestSilence,
                SkillExecutorClient.Loop.INJECTED)),
        SecretMasker.TOKENS);
  }

  private void ready(ExecutorReady ready) throws IOException {
    try (var directory = SecureDirectory.open(volume)) {
      directory.write(
          IpcFiles.READY, JsonTrees.writeBytes(ready.toJson()), SecureDirectory.READABLE);
    }
  }

  private interface Answer {
    ExecResult to(String id);
  }

  private interface Performance {
    void of(String id) throws IOException;
  }

  private void answer(Answer answer) throws InterruptedException {
    perform(id -> {
      try (var directory = SecureDirectory.open(tools)) {
        directory.write(
            IpcFiles.execResult(id),
            JsonTrees.write(answer.to(id).toJson()).getBytes(UTF_8),
            SecureDirectory.READABLE);
      }
    });
  }

  /** Performs an action for the next request. */
  private void perform(Performance performance) throws InterruptedException {
    stop();
    executor =
        Thread.ofVirtual()
            .start(() -> {
              try (var watch = DirectoryWatcher.of(tools)) {
                while (!performFor(performance)) {
                  watch.await(Duration.ofMillis(100));
                }
              } catch (InterruptedException e) {
                // The test has finished.
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  private boolean performFor(Performance performance) throws IOException {
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(tools)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    for (var name : names) {
      var id = IpcFiles.idOfExecRequest(name);
      if (id != null) {
        requests.add(JsonTrees.read(Files.readAllBytes(tools.resolve(name))));
        performance.of(id);
        return true;
      }
    }
    return false;
  }
}
