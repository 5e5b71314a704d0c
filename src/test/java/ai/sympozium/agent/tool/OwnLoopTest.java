package ai.sympozium.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.tool.SkillExecutorClient.Loop;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentInput;
import ai.sympozium.ipc.ExecutorReady;
import ai.sympozium.ipc.IpcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests commands that a loop of the skill's image runs, which announces nothing. */
@Timeout(30)
class OwnLoopTest {
  private static final String COMMAND =
      "{\"command\": \"echo '\\\"seen\\\"'; echo bad >&2; exit 3\"}";

  @TempDir Path volume;
  private @Nullable Process loop;

  @AfterEach
  void stop() throws IOException, InterruptedException {
    Files.writeString(volume.resolve(IpcFiles.DONE), "done");
    if (loop != null) {
      assertThat(loop.waitFor()).isZero();
    }
  }

  @Test
  void shouldRunCommandsWithoutReadyFile() throws Exception {
    loop =
        new ProcessBuilder("sh", "src/test/resources/agent/own-loop.sh", volume.toString()).start();

    var result = run(Loop.OF_IMAGE, Duration.ofSeconds(20));

    assertThat(result.content()).isEqualTo("\"seen\"\nSTDERR:\nbad\n[exit code 3]");
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void shouldNameFieldsWhenImageHasNoLoop() throws Exception {
    var result = run(Loop.OF_IMAGE, Duration.ofMillis(100));

    assertThat(result.errorCode()).isEqualTo("SkillNotReady");
    assertThat(result.content())
        .contains("has taken the request within", "spec.sidecar.executor or spec.sidecar.command");
    assertThat(volume.resolve("tools")).isEmptyDirectory();
  }

  @Test
  void shouldReportCommandWhenLoopDiesAfterItsClaim() throws Exception {
    var claimer = Thread.ofVirtual().start(this::claimFirstRequest);

    var result = run(Loop.OF_IMAGE, Duration.ofMillis(100));

    claimer.join();
    assertThat(result.errorCode()).isEqualTo("NoAnswer");
  }

  @Test
  void shouldNotRunCommandWhenTokenIsMissing() throws Exception {
    var ready = new ExecutorReady("test/1", "k8s-ops", null, List.of(), "no API token: 403");
    Files.write(volume.resolve(IpcFiles.READY), JsonTrees.writeBytes(ready.toJson()));

    assertThat(run(Loop.OF_IMAGE_WITH_TOKEN, Duration.ofSeconds(5)).errorCode())
        .isEqualTo("SkillUnavailable");
  }

  @Test
  void shouldExpectTokenOnlyWhenSkillHasPermissions() {
    assertThat(Loop.of(skill(false, List.of("get pods")))).isEqualTo(Loop.INJECTED);
    assertThat(Loop.of(skill(true, List.of()))).isEqualTo(Loop.OF_IMAGE);
    assertThat(Loop.of(skill(true, List.of("get pods")))).isEqualTo(Loop.OF_IMAGE_WITH_TOKEN);
  }

  private static AgentInput.Skill skill(boolean ownLoop, List<String> permissions) {
    return new AgentInput.Skill("k8s-ops", true, ownLoop, permissions, List.of(), List.of());
  }

  private ToolResult run(Loop of, Duration startTimeout) throws Exception {
    var executor =
        new SkillExecutorClient("k8s-ops", volume, startTimeout, Duration.ofMillis(200), of);
    var command = JsonTrees.readObject(COMMAND).put("timeout", 1);
    try {
      return new ExecuteCommandTool(List.of(executor), SecretMasker.TOKENS).run(command);
    } catch (ToolException e) {
      return e.toResult();
    }
  }

  private void claimFirstRequest() {
    var tools = volume.resolve(IpcFiles.TOOLS);
    while (true) {
      try (var files = Files.newDirectoryStream(tools, "exec-request-*.json")) {
        for (var file : files) {
          var id = String.valueOf(IpcFiles.idOfExecRequest(file.getFileName().toString()));
          Files.createDirectory(tools.resolve(IpcFiles.claim(id)));
          return;
        }
      } catch (IOException e) {
        // The agent has not created the directory yet.
      }
      Thread.onSpinWait();
    }
  }
}
