package ai.sympozium.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.SkillTool;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecutorReady;
import ai.sympozium.ipc.IpcFiles;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the programs and arguments that calls of a pack's tools become. */
@Timeout(30)
class NativeToolTest {
  private static final String PARAMETERS =
      """
      {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"},
        "count": {"type": "number"}, "labels": {"type": "object"}}}
      """;

  @TempDir Path volume;

  @BeforeEach
  void announceExecutor() throws IOException {
    Files.createDirectory(volume.resolve("tools"));
    var ready = new ExecutorReady("test/1", "k8s-ops", "sh", List.of(), null);
    Files.write(volume.resolve(IpcFiles.READY), JsonTrees.writeBytes(ready.toJson()));
  }

  @Test
  void shouldPassPositionalArgumentsAfterEndOfOptions() throws Exception {
    var request = request(tool(false, "name"), "{\"name\": \"--all; rm -rf $HOME\"}");

    assertThat(request.argv())
        .containsExactly("kubectl", "scale", "deployment", "--", "--all; rm -rf $HOME");
    assertThat(request.command()).isNull();
    assertThat(request.stdin()).isNull();
    assertThat(request.timeout()).isEqualTo(120);
  }

  @Test
  void shouldKeepOrderOfPositionalArgumentsAndExactNumbers() throws Exception {
    var request =
        request(
            tool(true, "count", "name"),
            "{\"name\": \"a b\", \"count\": 12345678901234567890, \"labels\": {\"a\": [1]}}");

    assertThat(request.argv())
        .containsExactly("kubectl", "scale", "deployment", "--", "12345678901234567890", "a b");
    assertThat(request.stdin()).isEqualTo("{\"labels\":{\"a\":[1]}}");
  }

  @Test
  void shouldPassAllParametersOnStandardInputWhenNoneIsPositional() throws Exception {
    var request = request(tool(true), "{\"name\": \"a\\u0000b\", \"count\": 1}");

    assertThat(request.argv()).containsExactly("kubectl", "scale", "deployment");
    assertThat(request.stdin()).isEqualTo("{\"name\":\"a\\u0000b\",\"count\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{} | required properties [[name]]",
        "{\"name\": 1} | name: Value is [integer] but should be [string]",
        "{\"name\": \"a\\u0000b\"} | name: contains a NUL character",
        "{\"name\": \"a\", \"other\": 1} | other: is not a parameter"
      })
  void shouldRunNothingWhenArgumentsAreInvalid(String arguments, String problem) throws Exception {
    var result = run(tool(false, "name"), JsonTrees.readObject(arguments));

    assertThat(result.errorCode()).isEqualTo("InvalidArguments");
    assertThat(result.content()).contains(problem.replace("\"", "\\\""));
    assertThat(volume.resolve("tools")).isEmptyDirectory();
  }

  @Test
  void shouldRunNothingWhenValuesAreTooLong() throws Exception {
    var mebibyte = JsonTrees.object().put("name", "x".repeat(1 << 20));

    assertThat(run(tool(false, "name"), mebibyte).content())
        .contains("name: is longer than the 131072 bytes of an argument");
    assertThat(run(tool(true), mebibyte).content())
        .contains("the arguments are longer than 524288 bytes");
    assertThat(volume.resolve("tools")).isEmptyDirectory();
  }

  private static SkillTool tool(boolean stdin, String... positional) throws IOException {
    return new SkillTool(
        "scale",
        "scale",
        "Scales a deployment.",
        List.of("kubectl", "scale"),
        "deployment",
        stdin,
        List.of(positional),
        JsonTrees.readObject(PARAMETERS));
  }

  private NativeTool nativeTool(SkillTool tool) {
    var executor =
        new SkillExecutorClient(
            "k8s-ops",
            volume,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            SkillExecutorClient.Loop.INJECTED);
    return new NativeTool(tool, executor, SecretMasker.TOKENS);
  }

  private ToolResult run(SkillTool tool, ObjectNode arguments) throws InterruptedException {
    try {
      return nativeTool(tool).run(arguments);
    } catch (ToolException e) {
      return e.toResult();
    }
  }

  /** Returns the request of a call, which gets an answer. */
  private ExecRequest request(SkillTool tool, String arguments) throws Exception {
    var sent = new CompletableFuture<ExecRequest>();
    var executor = Thread.ofVirtual().start(() -> answer(sent));
    var result = run(tool, JsonTrees.readObject(arguments));
    executor.join();
    assertThat(result.content()).isEqualTo("done\n[exit code 0]");
    return sent.join();
  }

  private void answer(CompletableFuture<ExecRequest> sent) {
    try {
      var directory = volume.resolve("tools");
      while (!sent.isDone()) {
        try (var files = Files.list(directory)) {
          for (var file : files.toList()) {
            var id = IpcFiles.idOfExecRequest(file.getFileName().toString());
            if (id != null) {
              sent.complete(ExecRequest.read(id, JsonTrees.readObject(Files.readAllBytes(file))));
              Files.writeString(
                  directory.resolve(IpcFiles.execResult(id)),
                  "{\"exitCode\": 0, \"stdout\": \"done\"}");
            }
          }
        }
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      sent.completeExceptionally(e);
    }
  }
}
