package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills the operator, a pod of the endpoint, the agent and the client in the middle of a response.
 * The agent writes, waits for a file, writes again and waits for another one.
 */
@Isolated("It kills the operator.")
class EndpointFaultIT {
  private static final String ANSWER = ServedInstance.ANSWER;

  /** Promise of the document for a detached pack. */
  private static final Duration REMOVAL = Duration.ofSeconds(30);

  /** Promise of the document for the runs of a pod that was killed. */
  private static final Duration ABANDONED = Duration.ofSeconds(60);

  private static String namespace = "";
  private static ServedInstance bot = new ServedInstance("");

  /** Runs of earlier tests. */
  private Set<String> earlier = Set.of();

  @BeforeAll
  static void serve() {
    namespace = TestCluster.namespace("endpoint-fault");
    bot = served(namespace);
  }

  private static ServedInstance served(String namespace) {
    ServedInstance served = ServedInstance.create(namespace);
    served.attach("{rate_limit_rpm: '0', hostname: bot.example}", 2);
    served.awaitPods(2);
    return served;
  }

  @AfterAll
  static void remove() {
    Operator.awaitReady();
    TestCluster.deleteNamespace(namespace);
  }

  @BeforeEach
  void awaitReady() {
    Operator.awaitReady();
    bot.awaitPods(2);
    earlier = runs().collect(Collectors.toSet());
  }

  /** The text that has arrived selects the time: before the pod starts, at work, at the end. */
  @ParameterizedTest
  @ValueSource(strings = {"", "First.", "First.\n\nSecond."})
  void shouldCompleteStreamWhenOperatorIsKilled(String received) {
    try (ChatStream stream = bot.client().stream("Work.")) {
      String name = stream.awaitRun();
      if (received.contains("Second.")) {
        ActiveRun.await(namespace, name).release("go");
      }
      stream.awaitText(received);

      Operator.kill();

      ActiveRun run = ActiveRun.await(namespace, name);
      run.complete();
      stream.awaitEnd();
      assertThat(stream.text()).isEqualTo(ANSWER);
      assertThat(stream.error()).isEmpty();
      assertThat(stream.isDone()).isTrue();
      run.awaitNoPermissions();
    }
  }

  @Test
  void shouldSendErrorAndCancelRunWhenPodOfEndpointStops() {
    List<Pod> pods = bot.pods();
    try (ChatStream stopped = bot.clientOf(pods.getFirst()).stream("Work.");
        ChatStream other = bot.clientOf(pods.getLast()).stream("Work.")) {
      ActiveRun cancelled = ActiveRun.await(namespace, stopped.awaitRun());
      ActiveRun undisturbed = ActiveRun.await(namespace, other.awaitRun());
      stopped.awaitText("First.");

      TestCluster.ADMIN.resource(pods.getFirst()).delete();

      stopped.awaitEnd();
      assertThat(stopped.text()).isEqualTo("First.");
      assertThat(stopped.error().path("code").asText()).isEqualTo("unavailable");
      assertThat(stopped.isBroken()).isFalse();
      cancelled.awaitAbsent();
      cancelled.awaitNoPermissions();
      assertCompletes(undisturbed, other);
    }
  }

  /** No process is left that could cancel the run, so the operator does. */
  @Test
  void shouldBreakStreamAndCancelRunWhenPodOfEndpointIsKilled() {
    List<Pod> pods = bot.pods();
    try (ChatStream broken = bot.clientOf(pods.getFirst()).stream("Work.");
        ChatStream other = bot.clientOf(pods.getLast()).stream("Work.")) {
      ActiveRun orphaned = ActiveRun.await(namespace, broken.awaitRun());
      ActiveRun undisturbed = ActiveRun.await(namespace, other.awaitRun());
      broken.awaitText("First.");

      ActiveRun.kill(pods.getFirst(), "web-endpoint");

      broken.awaitEnd();
      assertThat(broken.isBroken()).isTrue();
      assertThat(broken.isDone()).isFalse();
      assertCompletes(undisturbed, other);
      await("cancellation of " + orphaned.name())
          .atMost(ABANDONED)
          .until(() -> isCancelled(orphaned));
      orphaned.awaitNoPermissions();
    }
  }

  private boolean isCancelled(ActiveRun run) {
    AgentRun found =
        TestCluster.ADMIN
            .resources(AgentRun.class)
            .inNamespace(namespace)
            .withName(run.name())
            .get();
    return found == null || found.isMarkedForDeletion();
  }

  private static void assertCompletes(ActiveRun run, ChatStream stream) {
    run.complete();
    stream.awaitEnd();
    assertThat(stream.text()).isEqualTo(ANSWER);
    assertThat(stream.isDone()).isTrue();
    run.awaitNoPermissions();
  }

  @Test
  void shouldAnswerErrorWithReasonWhenAgentIsKilled() {
    CompletableFuture<HttpResponse<String>> answer = bot.client().complete("Work.");
    ActiveRun run = ActiveRun.await(namespace, awaitRun());

    run.killAgent();

    assertThat(answer.join().statusCode()).isEqualTo(500);
    JsonNode error = EndpointClient.json(answer.join()).path("error");
    assertThat(error.path("type").asText()).isEqualTo("server_error");
    assertThat(error.path("code").asText()).isEqualTo("run_failed");
    assertThat(error.path("message").asText()).contains("the agent's container exited");
    run.awaitNoPermissions();
  }

  @Test
  void shouldSendErrorWithReasonWhenPodOfRunIsDeleted() {
    try (ChatStream stream = bot.client().stream("Work.")) {
      ActiveRun run = ActiveRun.await(namespace, stream.awaitRun());
      stream.awaitText("First.");

      run.deletePod();

      stream.awaitEnd();
      assertThat(stream.text()).isEqualTo("First.");
      assertThat(stream.error().path("code").asText()).isEqualTo("run_failed");
      assertThat(stream.error().path("message").asText()).contains("pod was deleted");
      run.awaitNoPermissions();
    }
  }

  @Test
  void shouldCancelRunWhenClientDisconnects() {
    try (ChatStream stream = bot.client().stream("Work.")) {
      ActiveRun run = ActiveRun.await(namespace, stream.awaitRun());
      stream.awaitText("First.");

      stream.close();

      run.awaitAbsent();
      run.awaitNoPermissions();
    }
  }

  @Test
  void shouldRetrieveResponseThroughOtherReplica() {
    List<Pod> pods = bot.pods();
    ObjectNode request = JsonTrees.object().put("model", "bot").put("input", "Work.");
    String path =
        "/v1/responses/"
            + bot.clientOf(pods.getFirst())
                .post("/v1/responses", request.put("background", true))
                .path("id")
                .asText();
    ActiveRun run = ActiveRun.await(namespace, awaitRun());
    EndpointClient other = bot.clientOf(pods.getLast());
    assertThat(other.json(path).path("status").asText()).isEqualTo("in_progress");

    run.complete();

    await("the response through the other replica")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> other.json(path).path("status").asText().equals("completed"));
    assertThat(other.json(path).at("/output/0/content/0/text").asText()).isEqualTo("The answer.");
    run.awaitNoPermissions();
  }

  /** A client is connected, so that a pod does not stop at once. */
  @Test
  void shouldRemoveEverythingInTimeWhenPackIsDetached() {
    String other = TestCluster.namespace("endpoint-detach");
    ServedInstance detached = served(other);
    try (ChatStream stream = detached.client().stream("Work.")) {
      ActiveRun run = ActiveRun.await(other, stream.awaitRun());
      assertThat(detached.objects())
          .contains("Ingress bot-web-endpoint", "Deployment bot-web-endpoint");

      TestCluster.ADMIN
          .resources(SympoziumInstance.class)
          .inNamespace(other)
          .withName("bot")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":{\"skills\":[{\"skillPackRef\":\"tool\"}]}}");

      await("no object of the endpoint")
          .atMost(REMOVAL)
          .untilAsserted(() -> assertThat(detached.objects()).isEmpty());
      stream.awaitEnd();
      assertThat(stream.error().path("message").asText()).isNotEmpty();
      run.awaitAbsent();
      run.awaitNoPermissions();
    } finally {
      TestCluster.deleteNamespace(other);
    }
  }

  @Test
  void shouldApplyChangedRateLimit() {
    String other = TestCluster.namespace("endpoint-limit");
    ServedInstance limited = ServedInstance.create(other);
    try {
      limited.attach("{rate_limit_rpm: '0'}", 1);
      limited.awaitPods(1);
      assertThat(
              limited.client().get("/v1/models").headers().firstValue("x-ratelimit-limit-requests"))
          .isEmpty();

      limited.attach("{rate_limit_rpm: '2', rate_limit_burst: '1'}", 1);

      limited.awaitPods(1);
      await("a limited client")
          .atMost(TestCluster.TIMEOUT)
          .ignoreExceptions()
          .until(() -> limited.client().get("/v1/models").statusCode() == 429);
      HttpResponse<String> rejected = limited.client().get("/v1/models");
      assertThat(rejected.headers().firstValue("x-ratelimit-limit-requests")).contains("2");
      assertThat(rejected.headers().firstValue("Retry-After")).isPresent();
    } finally {
      TestCluster.deleteNamespace(other);
    }
  }

  /** Returns the name of the only run of this test. */
  private String awaitRun() {
    await("a run").atMost(TestCluster.TIMEOUT).until(() -> newRuns().findAny().isPresent());
    return newRuns().findFirst().orElseThrow();
  }

  private Stream<String> newRuns() {
    return runs().filter(name -> !earlier.contains(name));
  }

  private static Stream<String> runs() {
    return TestCluster.ADMIN
        .resources(AgentRun.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .map(run -> run.getMetadata().getName());
  }
}
