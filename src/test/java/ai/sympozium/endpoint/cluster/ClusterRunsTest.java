package ai.sympozium.endpoint.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointProcess;
import ai.sympozium.contract.RequestedCall;
import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.Conversation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import ai.sympozium.endpoint.run.NewRun;
import ai.sympozium.endpoint.run.RunConflictException;
import ai.sympozium.endpoint.run.RunsUnavailableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Creates and deletes runs at a scripted API server, and reads them at a scripted gateway. */
class ClusterRunsTest {
  private static final String RUNS = "/apis/sympozium.ai/v1alpha1/namespaces/demo/agentruns";
  private static final Instance INSTANCE = new Instance("bot", "uid-bot", "demo");
  private static final NewRun RUN =
      new NewRun(
          "0123456789abcdef",
          "api-key",
          "owner.digest",
          "{\"kind\":\"response\"}",
          Conversation.of(
              List.of(
                  new ChatMessage(Role.SYSTEM, "Be brief."), new ChatMessage(Role.USER, "Hello"))),
          50L);

  private final Deque<String> answers = new ArrayDeque<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private String gatewayAnswer = "{\"runs\":[]}";
  private HttpServer api;
  private KubernetesClient client;
  private ClusterRuns runs;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::serve);
    api.start();
    var config =
        new ConfigBuilder()
            .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
            .withNamespace("demo")
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    runs = runs(Duration.ofSeconds(10));
  }

  private ClusterRuns runs(Duration creationTimeout) {
    return new ClusterRuns(
        new RunApi(client, INSTANCE, null),
        INSTANCE,
        this::post,
        Duration.ofMinutes(1),
        creationTimeout);
  }

  @AfterEach
  void stop() {
    client.close();
    api.stop(0);
  }

  @Test
  void shouldCreateRunAsTheContractDefinesIt() throws Exception {
    answers.add("201 {\"metadata\":{\"uid\":\"uid-1\"}}");

    runs.create(RUN);

    assertThat(requests).containsExactly("POST " + RUNS);
    assertThat(bodies.getFirst())
        .isEqualTo(
            JsonTrees.read(
                """
                {"apiVersion":"sympozium.ai/v1alpha1","kind":"AgentRun",
                 "metadata":{"name":"bot-web-0123456789abcdef","namespace":"demo",
                  "labels":{"sympozium.ai/source":"web-endpoint","sympozium.ai/instance":"bot"},
                  "annotations":{"sympozium.ai/request":"owner.digest",
                   "sympozium.ai/request-context":"{\\"kind\\":\\"response\\"}"},
                  "ownerReferences":[{"apiVersion":"sympozium.ai/v1alpha1",
                   "kind":"SympoziumInstance","name":"bot","uid":"uid-bot","controller":true}]},
                 "spec":{"instanceRef":"bot","task":"Hello",
                  "conversation":[{"role":"system","content":"Be brief."}],
                  "limits":{"outputTokens":50}}}
                """));
  }

  /** The operator cancels the run when this process does not exist any more. */
  @Test
  void shouldNameProcessThatTheRunNeeds() {
    var process = new EndpointProcess("uid-pod", Instant.parse("2026-01-01T00:00:00Z"));
    var api = new RunApi(client, INSTANCE, process);
    var independent =
        new NewRun(
            RUN.id(), RUN.client(), RUN.request(), "", RUN.conversation(), null, null, false);

    assertThat(processIn(api.manifest(RUN))).isEqualTo("uid-pod/2026-01-01T00:00:00Z");
    assertThat(processIn(api.manifest(independent))).isEmpty();
  }

  private static String processIn(JsonNode manifest) {
    return manifest
        .path("metadata")
        .path("annotations")
        .path("sympozium.ai/endpoint-process")
        .asText("");
  }

  @Test
  void shouldCreateRunThatCallsATool() throws Exception {
    answers.add("201 {\"metadata\":{\"uid\":\"uid-1\"}}");
    var call = new RequestedCall("k8s-ops", "scale", JsonTrees.readObject("{\"a\":[1.50,null]}"));

    runs.create(
        new NewRun(
            RUN.id(),
            "api-key",
            "owner.digest",
            "",
            new Conversation(List.of(), "T"),
            null,
            call,
            true));

    assertThat(bodies.getFirst().path("spec"))
        .isEqualTo(
            JsonTrees.read(
                """
                {"instanceRef":"bot","task":"T",
                 "toolCall":{"tool":"k8s-ops/scale","arguments":{"a":[1.50,null]}}}
                """));
  }

  @Test
  void shouldReadThatToolFailed() throws Exception {
    gatewayAnswer =
        """
        {"name":"bot-web-0123456789abcdef","request":"owner.digest","task":"Hello",
         "createdAt":"2026-11-29T07:00:00Z","state":"Succeeded",
         "result":{"response":"[exit code 1]","remark":"ToolFailed"}}
        """;

    var result = runs.find(RUN.id()).orElseThrow().result();

    assertThat(result)
        .isEqualTo(new EndpointRunResult("[exit code 1]", StopReason.STOP, Usage.NONE, null, true));
  }

  @Test
  void shouldRepeatCreationThatFails() throws Exception {
    answers.add("503 {}");
    answers.add("429 {}");
    answers.add("201 {\"metadata\":{\"uid\":\"uid-1\"}}");

    runs.create(RUN);

    assertThat(requests).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "403 {}, ResourceQuota of its namespace",
    "409 {}, cannot be created at present",
    "503 {}, cannot be created at present"
  })
  void shouldSayWhyNoRunIsCreatedInTime(String answer, String reason) {
    answers.add(answer);

    assertThatThrownBy(() -> runs(Duration.ZERO).create(RUN))
        .isInstanceOf(RunsUnavailableException.class)
        .hasMessageContaining(reason);
    assertThat(requests).hasSize(1);
  }

  @Test
  void shouldNotRepeatCreationThatIsInvalid() {
    answers.add("422 {}");

    assertThatThrownBy(() -> runs.create(RUN)).isInstanceOf(RunsUnavailableException.class);
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"409 {}", "403 {}"})
  void shouldUseExistingRunOfSameRequest(String answer) throws Exception {
    answers.add(answer);
    gatewayAnswer = existing("owner.digest");

    runs.create(RUN);

    assertThat(requests).hasSize(1);
  }

  /** 403 is the response of a full quota, also to the name of a run that exists. */
  @ParameterizedTest
  @ValueSource(strings = {"409 {}", "403 {}"})
  void shouldReportConflictWhenExistingRunHasOtherRequest(String answer) {
    answers.add(answer);
    gatewayAnswer = existing("owner.other");

    assertThatThrownBy(() -> runs.create(RUN)).isInstanceOf(RunConflictException.class);
  }

  @Test
  void shouldCreateAgainWhenExistingRunIsDeleted() throws Exception {
    answers.add("409 {}");
    answers.add("201 {\"metadata\":{\"uid\":\"uid-2\"}}");
    gatewayAnswer = "{\"runs\":[{\"name\":\"bot-web-0123456789abcdef\",\"state\":\"Absent\"}]}";

    runs.create(RUN);

    assertThat(requests).hasSize(2);
  }

  @Test
  void shouldDeleteRunThatItCreated() throws Exception {
    answers.add("201 {\"metadata\":{\"uid\":\"uid-1\"}}");
    answers.add("500 {}");
    answers.add("200 {}");
    runs.create(RUN);

    runs.cancel(RUN.id());

    assertThat(requests.subList(1, 3)).containsOnly("DELETE " + RUNS + "/bot-web-0123456789abcdef");
    assertThat(bodies.getLast().at("/preconditions/uid").asText()).isEqualTo("uid-1");
  }

  @Test
  void shouldStopDeletingWhenRunIsAbsent() {
    answers.add("404 {}");

    runs.cancel(RUN.id());

    assertThat(requests).hasSize(1);
  }

  @Test
  void shouldReadStoredRun() throws Exception {
    gatewayAnswer =
        """
        {"name":"bot-web-0123456789abcdef","uid":"uid-1","request":"owner.digest","context":"c",
         "createdAt":"2026-11-29T07:00:00.123Z","task":"Hello",
         "conversation":[{"role":"system","content":"Be brief."}],
         "state":"Succeeded","result":{"response":"Hi","stopReason":"length",
         "metrics":{"inputTokens":1,"outputTokens":2}}}
        """;

    var run = runs.find(RUN.id()).orElseThrow();

    assertThat(run.conversation()).isEqualTo(RUN.conversation());
    assertThat(run.context()).isEqualTo("c");
    assertThat(run.createdAt()).isEqualTo(Instant.parse("2026-11-29T07:00:00.123Z"));
    assertThat(run.result())
        .isEqualTo(new EndpointRunResult("Hi", StopReason.LENGTH, new Usage(1, 2), null));
  }

  private static String existing(String request) {
    return """
    {"runs":[{"name":"bot-web-0123456789abcdef","state":"Running","uid":"uid-1","request":"%s"}]}
    """
        .formatted(request);
  }

  private ObjectNode post(String path, ObjectNode body) throws IOException {
    return JsonTrees.readObject(gatewayAnswer);
  }

  private void serve(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    bodies.add(body.length == 0 ? JsonTrees.object() : JsonTrees.read(body));
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
    var answer = answers.remove();
    var bytes = answer.substring(4).getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
