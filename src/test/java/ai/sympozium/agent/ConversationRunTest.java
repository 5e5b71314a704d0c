package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.agent.model.FakeModelServer;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.AgentResult.StopReason;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests runs that continue a conversation and show the answer while it is generated. */
class ConversationRunTest {
  @TempDir Path root;
  private AgentPaths paths;
  private FakeModelServer server;

  @BeforeEach
  void start() throws IOException {
    paths = AgentDirectories.in(root);
    server = new FakeModelServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void input(String more) throws IOException {
    Files.writeString(
        paths.input(),
        """
        {"run": "r", "namespace": "demo", "instance": "bot", "task": "And now?", "skills": [],
         "model": {"provider": "openai", "model": "m", "baseURL": "%s"},
         "limits": {"seconds": 600, "turns": 5%s}
        """
            .formatted(server.url(), more));
  }

  private int work() {
    return new AgentProcess(
            Map.of(),
            paths,
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            InstantSource.system())
        .run();
  }

  private AgentResult result() throws IOException {
    return AgentResult.read(
        JsonTrees.read(Files.readAllBytes(paths.ipc().resolve("_bridge/output/result.json"))));
  }

  private List<LogEntry> log() throws IOException {
    var entries = new ArrayList<LogEntry>();
    try (var files = Files.list(paths.ipc().resolve("_bridge/log"))) {
      for (var file : files.sorted().toList()) {
        LogEntry.parse(Files.readString(file)).ifPresent(entries::add);
      }
    }
    return entries;
  }

  private List<LogEntry> parts() throws IOException {
    return log().stream().filter(entry -> entry.kind() == Kind.TEXT).toList();
  }

  private static String delta(String text) {
    return "{\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}";
  }

  @Test
  void shouldSendEarlierMessagesBeforeTheTask() throws IOException {
    input(
        "}, \"conversation\": [{\"role\": \"system\", \"text\": \"Answer in Latin.\"},"
            + "{\"role\": \"user\", \"text\": \"Which pods?\"},"
            + "{\"role\": \"assistant\", \"text\": \"Two.\"}]");
    server.nextEvents(
        delta("None."), "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}", "[DONE]");

    assertThat(work()).isZero();

    var messages = server.bodies().getFirst().path("messages");
    assertThat(messages)
        .extracting(message -> message.path("role").asText())
        .containsExactly("system", "user", "assistant", "user");
    assertThat(messages.path(0).path("content").asText()).startsWith("Answer in Latin.");
    assertThat(messages.path(1).path("content").asText()).isEqualTo("Which pods?");
    assertThat(messages.path(3).path("content").asText()).isEqualTo("And now?");
    assertThat(parts()).isEmpty();
  }

  @Test
  void shouldLogTextWhileTheModelWritesIt() throws IOException {
    input("}, \"streamText\": true");
    server.next(exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      var out = exchange.getResponseBody();
      out.write(("data: " + delta("Two pods ") + "\n\n").getBytes(UTF_8));
      out.flush();
      await("the first words").until(() -> !parts().isEmpty());
      out.write(("data: " + delta("are not ready.") + "\n\ndata: [DONE]\n\n").getBytes(UTF_8));
    });

    assertThat(work()).isZero();

    var parts = parts();
    assertThat(parts.getFirst().text()).isEqualTo("Two pods ");
    assertThat(parts.getFirst().offset()).isZero();
    assertThat(parts.get(1).offset()).isEqualTo(9);
    assertThat(parts.stream().map(LogEntry::text).collect(Collectors.joining()))
        .isEqualTo(result().response())
        .isEqualTo("Two pods are not ready.");
    assertThat(log().getLast().kind()).isEqualTo(Kind.FINISHED);
  }

  @Test
  void shouldLogTextOfServerThatDoesNotStream() throws IOException {
    input("}, \"streamText\": true");
    server.next(
        200,
        "{\"choices\":[{\"message\":{\"content\":\"All is well.\"},\"finish_reason\":\"stop\"}]}");

    assertThat(work()).isZero();

    assertThat(parts())
        .singleElement()
        .satisfies(part -> {
          assertThat(part.text()).isEqualTo("All is well.");
          assertThat(part.offset()).isZero();
        });
  }

  @Test
  void shouldEndWithCutAnswerWhenGeneratedTokensReachTheLimit() throws IOException {
    input(", \"outputTokens\": 3}");
    server.nextEvents(
        delta("One two three"),
        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":3}}",
        "[DONE]");

    assertThat(work()).isZero();

    assertThat(server.bodies().getFirst().path("max_tokens").asLong()).isEqualTo(3);
    assertThat(result().response()).isEqualTo("One two three");
    assertThat(result().stopReason()).isEqualTo(StopReason.LENGTH);
  }

  @Test
  void shouldStopCallingToolsWhenGeneratedTokensReachTheLimit() throws IOException {
    input(", \"outputTokens\": 10}");
    server.nextEvents(
        "{\"choices\":[{\"delta\":{\"content\":\"So far.\",\"tool_calls\":[{\"index\":0,\"id\":\"a\","
            + "\"function\":{\"name\":\"list_directory\",\"arguments\":\"{}\"}}]}}]}",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":10}}",
        "[DONE]");

    assertThat(work()).isZero();

    assertThat(server.bodies()).hasSize(1);
    assertThat(Objects.requireNonNull(result().response())).isEqualTo("So far.");
    assertThat(result().stopReason()).isEqualTo(StopReason.LENGTH);
  }
}
