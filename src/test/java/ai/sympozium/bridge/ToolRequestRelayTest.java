package ai.sympozium.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
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

class ToolRequestRelayTest {
  private static final String DONE = "{\"result\":{\"name\":\"bot-daily\"}}";

  @TempDir Path root;
  private Path requests;
  private FakeGateway gateway;
  private Thread thread;

  @BeforeEach
  void start() throws IOException {
    var identity = Files.createDirectories(root.resolve("identity"));
    requests = Files.createDirectories(root.resolve("ipc/schedules"));
    gateway = new FakeGateway();
    gateway.introduceTo(identity);
    gateway.usually(200, DONE);
    var client = new GatewayClient(gateway.url(), identity);
    thread = relay(new ToolRequestRelay(root.resolve("ipc"), client, Duration.ofSeconds(5)));
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
    gateway.close();
  }

  @Test
  void shouldWriteAnswerBesideRequest() throws IOException {
    thread.start();
    request("1", "{\"name\":\"daily\"}");

    assertThat(answer("1")).isEqualTo(JsonTrees.read(DONE));
    var sent = gateway.posts().getFirst();
    assertThat(sent.path()).isEqualTo("/v1/tool");
    assertThat(JsonTrees.read(sent.body()))
        .isEqualTo(
            JsonTrees.read(
                "{\"tool\":\"schedule_task\",\"id\":\"1\",\"arguments\":{\"name\":\"daily\"}}"));
  }

  @Test
  void shouldNotSendRequestAgainWhenItHasAnAnswer() throws IOException {
    request("1", "{}");
    Files.writeString(requests.resolve("schedule-1.result.json"), DONE);
    request("2", "{}");
    thread.start();

    answer("2");
    assertThat(gateway.posts()).hasSize(1);
  }

  @Test
  void shouldRepeatRequestWithItsIdWhenTheAnswerIsLost() throws IOException {
    gateway.next(503, "");
    request("1", "{}");
    thread.start();

    assertThat(answer("1")).isEqualTo(JsonTrees.read(DONE));
    assertThat(gateway.posts()).extracting(FakeGateway.Request::body).hasSize(2);
    assertThat(gateway.posts().get(0).body()).isEqualTo(gateway.posts().get(1).body());
  }

  @Test
  void shouldRepeatRequestWhileTheOutcomeIsPending() throws IOException {
    gateway.next(200, "{\"pending\":true}");
    request("1", "{}");
    thread.start();

    assertThat(answer("1")).isEqualTo(JsonTrees.read(DONE));
    assertThat(gateway.posts()).hasSize(2);
  }

  @Test
  void shouldAnswerWithAnErrorWhenTheGatewayRejects() throws IOException {
    gateway.next(409, "{\"error\": {\"code\": \"RunFinished\", \"message\": \"it has finished\"}}");
    request("1", "{}");
    thread.start();

    assertThat(answer("1").path("error").path("code").asText()).isEqualTo("RequestRejected");
    assertThat(answer("1").path("error").path("message").asText()).contains("it has finished");
  }

  @Test
  void shouldSayThatTheEffectIsUnknownWhenTheOperatorIsNotReachable() throws IOException {
    gateway.usually(503, "");
    request("1", "{}");
    thread.start();

    var error = answer("1").path("error");
    assertThat(error.path("code").asText()).isEqualTo("OperatorNotReachable");
    assertThat(error.path("hint").asText()).contains("not known");
  }

  @Test
  void shouldNotSendWhatIsNoSmallRegularFileWithAnObject() throws IOException {
    Files.writeString(root.resolve("outside"), "{\"secret\":true}");
    Files.createSymbolicLink(requests.resolve("schedule-link.json"), root.resolve("outside"));
    request("array", "[]");
    request("large", "{\"task\":\"" + "x".repeat(33_000) + "\"}");
    Files.writeString(requests.resolve("schedule-a.b.json"), "{}");
    Files.writeString(requests.resolve("other-1.json"), "{}");
    thread.start();

    for (var id : new String[] {"link", "array", "large"}) {
      assertThat(answer(id).path("error").path("code").asText()).isEqualTo("RequestNotReadable");
    }
    assertThat(gateway.posts()).isEmpty();
  }

  private void request(String id, String json) throws IOException {
    var temporary = Files.writeString(root.resolve("temporary"), json);
    Files.move(temporary, requests.resolve("schedule-" + id + ".json"));
  }

  private JsonNode answer(String id) throws IOException {
    var file = requests.resolve("schedule-" + id + ".result.json");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(file));
    return JsonTrees.read(Files.readString(file));
  }

  private static Thread relay(ToolRequestRelay relay) {
    return Thread.ofPlatform()
        .daemon()
        .unstarted(() -> {
          try {
            relay.run();
          } catch (InterruptedException e) {
            // The test has finished.
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }
}
