package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
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
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private final EventRecorder events =
      new EventRecorder(client, InstantSource.system(), Duration.ofMillis(1));

  @BeforeEach
  void nameRun() {
    run.setMetadata(new ObjectMetaBuilder().withNamespace("team").withName("check").build());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Response answer(Request request) {
    assertThat(request.path()).isEqualTo("/api/v1/namespaces/team/events");
    try {
      received.add(new ObjectMapper().readTree(request.body()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
    Integer failure = failures.poll();
    return failure == null ? Response.created(request) : new Response(failure, "{}");
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

  @Test
  void shouldMaskTokenInMessage() {
    String token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLW9mLXRva2Vu";

    events.warning(run, "Retrying", "rejected: " + token);

    await().untilAsserted(() -> assertThat(received).hasSize(1));
    assertThat(messages().getFirst()).startsWith("rejected: ***").doesNotContain(token);
  }

  private List<String> messages() {
    return received.stream().map(event -> event.path("message").asText()).toList();
  }
}
