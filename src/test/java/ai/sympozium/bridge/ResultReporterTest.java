package ai.sympozium.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.ipc.gateway.FakeGateway;
import ai.sympozium.ipc.gateway.GatewayClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultReporterTest {
  private static final String RESULT = "{\"status\":\"success\",\"response\":\"done\"}";
  private static final String LINES = "{\"role\":\"system\"}\n{\"role\":\"user\"}\n";

  @TempDir Path root;
  private Path output;
  private FakeGateway gateway;
  private ResultReporter bridge;
  private Thread thread;

  @BeforeEach
  void start() throws IOException {
    var identity = Files.createDirectories(root.resolve("identity"));
    output = Files.createDirectories(root.resolve("ipc/output"));
    gateway = new FakeGateway();
    gateway.introduceTo(identity);
    bridge =
        new ResultReporter(
            root.resolve("ipc"), new GatewayClient(gateway.url(), identity), () -> {});
    thread =
        Thread.ofPlatform()
            .daemon()
            .unstarted(() -> {
              try {
                bridge.run();
              } catch (InterruptedException e) {
                // The test has finished.
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  @AfterEach
  void stop() throws InterruptedException {
    bridge.stop(Duration.ZERO);
    gateway.close();
    thread.interrupt();
    thread.join();
  }

  @Test
  void shouldReportResultWhenItIsWritten() throws IOException {
    thread.start();
    Files.writeString(output.resolve("transcript.jsonl"), LINES);
    putResult(RESULT);

    until(1);
    assertThat(sent(0).path("result")).isEqualTo(JsonTrees.read(RESULT));
    assertThat(sent(0).path("transcript").asText()).isEqualTo(LINES);
    assertThat(sent(0).path("complete").asBoolean()).isTrue();
    bridge.stop(Duration.ofSeconds(10));
    assertThat(gateway.posts()).hasSize(1);
  }

  @Test
  void shouldReportResultWhenItIsOlder() throws IOException {
    putResult(RESULT);
    thread.start();

    until(1);
    assertThat(sent(0).path("transcript").asText()).isEmpty();
  }

  @Test
  void shouldRetryUntilGatewayIsAvailable() throws IOException {
    gateway.stop();
    putResult(RESULT);
    thread.start();
    gateway.next(500, "");
    gateway.next(429, "");
    gateway.start();

    until(3);
    bridge.stop(Duration.ofSeconds(10));
    assertThat(gateway.posts()).hasSize(3);
  }

  @Test
  void shouldNotRetryWhenGatewayRejects() throws IOException {
    gateway.usually(409, "{\"error\": {\"message\": \"there is another result\"}}");
    putResult(RESULT);
    thread.start();

    until(1);
    bridge.stop(Duration.ofSeconds(10));
    assertThat(gateway.posts()).hasSize(1);
  }

  @Test
  void shouldReportTranscriptAtStopWhenThereIsNoResult() throws IOException {
    thread.start();
    Files.writeString(output.resolve("transcript.jsonl"), LINES + "{\"role\":\"assis");
    bridge.stop(Duration.ofSeconds(10));

    assertThat(sent(0).path("result").isNull()).isTrue();
    assertThat(sent(0).path("complete").asBoolean()).isFalse();
    assertThat(sent(0).path("transcript").asText()).isEqualTo(LINES);
  }

  @Test
  void shouldReportResultThatArrivesWithStop() throws IOException {
    putResult(RESULT);
    bridge.stop(Duration.ofSeconds(10));
    thread.start();

    assertThat(sent(0).path("complete").asBoolean()).isTrue();
  }

  @Test
  void shouldGiveUpAtStopWhenGatewayIsUnavailable() throws IOException {
    gateway.stop();
    putResult(RESULT);
    thread.start();

    bridge.stop(Duration.ofMillis(200));

    assertThat(gateway.posts()).isEmpty();
  }

  @Test
  void shouldNotFollowLinkInsteadOfResult() throws IOException, InterruptedException {
    Files.createSymbolicLink(output.resolve("result.json"), root.resolve("identity/token"));
    thread.start();
    bridge.stop(Duration.ofSeconds(10));

    assertThat(sent(0).path("result").isNull()).isTrue();
    assertThat(gateway.posts().getFirst().body()).doesNotContain("pod-token");
  }

  @Test
  void shouldReportResultAfterItIsRepaired() throws IOException {
    putResult("{\"status\":");
    thread.start();
    putResult(RESULT);

    until(1);
    assertThat(sent(0).path("complete").asBoolean()).isTrue();
  }

  @Test
  void shouldTruncateTranscriptInMiddleWhenItIsLong() throws IOException {
    var line = "{\"role\":\"tool\",\"content\":\"" + "ü".repeat(500) + "\",\"n\":\"%05d\"}\n";
    var transcript = new StringBuilder();
    for (var i = 0; i < 2000; i++) {
      transcript.append(line.formatted(i));
    }
    Files.writeString(output.resolve("transcript.jsonl"), transcript);
    putResult(RESULT);
    thread.start();

    until(1);
    var cut = sent(0).path("transcript").asText();
    var lines = cut.lines().toList();
    assertThat(cut.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .hasSizeLessThan(GatewayApi.MAX_TRANSCRIPT_BYTES + 100);
    assertThat(lines.getFirst()).endsWith("\"n\":\"00000\"}");
    assertThat(lines.getLast()).endsWith("\"n\":\"01999\"}");
    var omitted = 0L;
    for (var one : lines) {
      omitted += JsonTrees.read(one).path("_meta").path("omittedLines").asLong();
    }
    assertThat(omitted + lines.size() - 1).isEqualTo(2000);
  }

  private void putResult(String json) throws IOException {
    var temporary = Files.writeString(output.resolve(".tmp"), json);
    Files.move(
        temporary, output.resolve("result.json"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private JsonNode sent(int index) throws IOException {
    return JsonTrees.read(gateway.posts().get(index).body());
  }

  private void until(int posts) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(gateway.posts()).hasSizeGreaterThanOrEqualTo(posts));
  }
}
