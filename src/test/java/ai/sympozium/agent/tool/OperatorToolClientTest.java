package ai.sympozium.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.OperatorTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorToolClientTest {
  @TempDir Path volume;

  @Test
  void shouldReturnResultAndDeleteTheFiles() throws Exception {
    var bridge = answer("{\"result\":{\"name\":\"bot-daily\"}}");

    var result = call(Duration.ofSeconds(20), "{\"name\":\"daily\"}");

    bridge.join();
    assertThat(result).isEqualTo(JsonTrees.read("{\"name\":\"bot-daily\"}"));
    assertThat(volume.resolve("schedules")).isEmptyDirectory();
  }

  @Test
  void shouldReportTheErrorOfTheOperator() throws Exception {
    var bridge =
        answer("{\"error\":{\"code\":\"InvalidSchedule\",\"message\":\"m\",\"hint\":\"h\"}}");

    assertThatThrownBy(() -> call(Duration.ofSeconds(20), "{}"))
        .isInstanceOfSatisfying(
            ToolException.class,
            e ->
                assertThat(e.toResult().content())
                    .isEqualTo(
                        "{\"error\":{\"code\":\"InvalidSchedule\",\"message\":\"m\",\"hint\":\"h\"}}"));
    bridge.join();
  }

  @Test
  void shouldReportThatTheEffectIsUnknownWhenThereIsNoAnswer() {
    assertThatThrownBy(() -> call(Duration.ofMillis(50), "{}"))
        .isInstanceOfSatisfying(
            ToolException.class,
            e -> assertThat(e.toResult().content()).contains("NoAnswer").contains("not known"));
    assertThat(volume.resolve("schedules")).isEmptyDirectory();
  }

  @Test
  void shouldNotSendArgumentsThatAreTooLarge() {
    var large = "{\"task\":\"" + "x".repeat(33_000) + "\"}";

    assertThatThrownBy(() -> call(Duration.ofSeconds(20), large))
        .isInstanceOf(ToolException.class)
        .hasMessage("the arguments are larger than 32768 bytes");
    assertThat(volume.resolve("schedules")).doesNotExist();
  }

  private com.fasterxml.jackson.databind.JsonNode call(Duration timeout, String arguments)
      throws Exception {
    return new OperatorToolClient(volume, timeout)
        .call(OperatorTool.SCHEDULE_TASK, JsonTrees.readObject(arguments));
  }

  /** Answers the one request like a bridge. */
  private Thread answer(String json) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          var directory = volume.resolve("schedules");
          await().until(() -> request(directory).isPresent());
          try {
            var name = request(directory).orElseThrow().toString().replace(".json", ".result.json");
            var temporary = Files.writeString(volume.resolve("answer"), json);
            Files.move(temporary, directory.resolve(name));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static Optional<Path> request(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (var files = Files.list(directory)) {
      return files
          .map(Path::getFileName)
          .filter(name -> name.toString().startsWith("schedule-"))
          .findFirst();
    }
  }
}
