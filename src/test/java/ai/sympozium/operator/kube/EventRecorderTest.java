package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private static final int CREATED = 201;

  private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final AgentRun run = new AgentRun();
  private HttpServer server;
  private KubernetesClient client;
  private EventRecorder events;

  @BeforeEach
  void startApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/namespaces/team/events", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    events = new EventRecorder(client, InstantSource.system(), Duration.ofMillis(1));
    run.setMetadata(new ObjectMetaBuilder().withNamespace("team").withName("check").build());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Integer failure = failures.poll();
    byte[] answer = failure == null ? body : "{}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(failure == null ? CREATED : failure, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
    received.add(new ObjectMapper().readTree(body));
  }

  @Test
  void shouldRetrySameEventWhenFailureIsTransient() {
    failures.addAll(List.of(503, 429, 500));

    events.warning(run, "Retrying", "it failed");

    await().untilAsserted(() -> assertThat(received).hasSize(4));
    assertThat(received).allMatch(event -> event.equals(received.getFirst()));
  }

  @Test
  void shouldAcceptConflictWhenEarlierAttemptWasUnclear() {
    failures.addAll(List.of(503, 409));

    events.normal(run, "Started", "first");
    await().untilAsserted(() -> assertThat(received).hasSize(2));
    events.normal(run, "Started", "second");

    await().untilAsserted(() -> assertThat(messages()).containsExactly("first", "first", "second"));
  }

  @Test
  void shouldDropEventWhenServerRejectsIt() {
    failures.add(403);

    events.normal(run, "Started", "rejected");
    await().untilAsserted(() -> assertThat(received).hasSize(1));
    events.normal(run, "Started", "accepted");

    await().untilAsserted(() -> assertThat(messages()).containsExactly("rejected", "accepted"));
  }

  @Test
  void shouldTruncateMessageWhenItIsLong() {
    events.normal(run, "Started", "x".repeat(5000));

    await().untilAsserted(() -> assertThat(received).hasSize(1));
    assertThat(messages().getFirst()).hasSizeBetween(500, 1024);
  }

  private List<String> messages() {
    return received.stream().map(event -> event.path("message").asText()).toList();
  }
}
