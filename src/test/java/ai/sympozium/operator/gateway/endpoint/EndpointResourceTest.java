package ai.sympozium.operator.gateway.endpoint;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.gateway.RunFixture;
import ai.sympozium.operator.gateway.RunningGateway;
import ai.sympozium.operator.tls.ConfigMapSigner;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class EndpointResourceTest extends RunningGateway {
  private static final String AUDIENCE = "sympozium.ai/endpoint";
  private static final String LOG = "/v1/endpoint/log";
  private static final String RUN = "/v1/endpoint/run";

  /** Another for each test, because the gateway remembers what it has read. */
  private static int number;

  @Inject ConfigMapSigner signer;

  private final String token = RunFixture.token(AUDIENCE);
  private String run = "";
  private String instanceUID = "";

  @BeforeEach
  void attach() {
    run = "bot-web-%016x".formatted(++number);
    attach("web-endpoint");
  }

  private void attach(String pack) {
    instanceUID = createInstance("[{skillPackRef: %s}]".formatted(pack));
  }

  private AgentRun create(String source, String status) {
    AgentRun desired = run(source, status);
    AgentRun created = client.resource(desired).create();
    desired.getMetadata().setUid(created.getMetadata().getUid());
    if (!status.isEmpty()) {
      client.resource(desired).updateStatus();
    }
    return client.resource(desired).get();
  }

  private AgentRun run(String source, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: AgentRun
        metadata:
          name: %s
          namespace: demo
          labels: {sympozium.ai/source: %s}
          annotations: {sympozium.ai/request: abc, sympozium.ai/request-context: '{}'}
          ownerReferences:
          - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumInstance, name: bot, uid: %s}
        spec:
          instanceRef: bot
          task: And now?
          conversation: [{role: user, content: Hello.}]
        %s
        """
            .formatted(run, source, instanceUID, status),
        AgentRun.class);
  }

  private void store(AgentRun owner, String suffix, Map<String, String> data) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(run + suffix)
                .withNamespace("demo")
                .addNewOwnerReference()
                .withKind("AgentRun")
                .withName(run)
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withData(data)
                .build())
        .create();
  }

  private static String entry(long seq, String text) {
    return "{\"seq\":%d,\"time\":\"2026-01-01T00:00:00Z\",\"kind\":\"text\",\"text\":\"%s\",\"offset\":0}\n"
        .formatted(seq, text);
  }

  private Response poll(long after, String state, long waitMillis) {
    return post(
        token,
        LOG,
        "{\"runs\":[{\"name\":\"%s\",\"after\":%d,\"state\":\"%s\"}],\"waitMillis\":%d}"
            .formatted(run, after, state, waitMillis));
  }

  @Test
  void shouldReturnNewEntriesAndStateOfOwnRun() {
    AgentRun created = create("web-endpoint", "status: {phase: Running}");
    store(created, "-agent-log", Map.of("log.jsonl", entry(1, "a") + entry(2, "b")));

    poll(1, "", 0)
        .then()
        .statusCode(200)
        .body("runs", hasSize(1))
        .body("runs[0].state", equalTo("Running"))
        .body("runs[0].request", equalTo("abc"))
        .body("runs[0].uid", equalTo(created.getMetadata().getUid()))
        .body("runs[0].last", equalTo(2))
        .body("runs[0].more", equalTo(false))
        .body("runs[0].entries.text", contains("b"))
        .body("runs[0].entries.offset", contains(0));
    poll(2, "Running", 0).then().statusCode(200).body("runs", hasSize(0));
  }

  @Test
  void shouldReturnMessageOfFailedRun() {
    create("web-endpoint", "status: {phase: Failed, error: no pod}");

    poll(0, "Running", 0)
        .then()
        .statusCode(200)
        .body("runs[0].state", equalTo("Failed"))
        .body("runs[0].message", equalTo("no pod"))
        .body("runs[0].result", nullValue());
  }

  @Test
  void shouldReturnVerifiedResultOfFinalRun() {
    AgentRun created = create("web-endpoint", "status: {phase: Succeeded}");
    store(
        created,
        "-transcript",
        signer.sign(
            created.getMetadata().getUid(),
            Map.of("result.json", "{\"status\":\"success\",\"response\":\"All is well.\"}")));

    poll(0, "", 0)
        .then()
        .body("runs[0].result.response", equalTo("All is well."))
        .body("runs[0].result.stopReason", equalTo("stop"));
  }

  @Test
  void shouldNotReturnForgedResult() {
    AgentRun created =
        create(
            "web-endpoint",
            "status: {phase: Succeeded, result: mine, tokenUsage: {inputTokens: 1, outputTokens: 2,"
                + " totalTokens: 3, toolCalls: 0, durationMs: 4}}");
    store(
        created,
        "-transcript",
        Map.of("result.json", "{\"status\":\"success\",\"response\":\"forged\"}"));

    poll(0, "", 0)
        .then()
        .body("runs[0].result.response", equalTo("mine"))
        .body("runs[0].result.metrics.outputTokens", equalTo(2));
  }

  @Test
  void shouldReportFailedToolWhenTheBridgeHasNotReported() {
    create(
        "web-endpoint",
        "status: {phase: Succeeded, result: mine, tokenUsage: {inputTokens: 0, outputTokens: 0,"
            + " totalTokens: 0, toolCalls: 1, durationMs: 4}, conditions: [{type: Succeeded,"
            + " status: 'True', reason: ToolFailed, message: m,"
            + " lastTransitionTime: '2026-01-01T00:00:00Z'}]}");

    poll(0, "", 0)
        .then()
        .body("runs[0].result.response", equalTo("mine"))
        .body("runs[0].result.remark", equalTo("ToolFailed"));
  }

  @Test
  void shouldReportRunAsAbsentWhenTheEndpointHasNotCreatedIt() {
    create("agent", "status: {phase: Running}");

    poll(0, "", 0).then().body("runs[0].state", equalTo("Absent")).body("runs[0].uid", nullValue());
    post(token, RUN, "{\"name\":\"" + run + "\"}").then().statusCode(404);
  }

  @Test
  void shouldReturnRequestOfOwnRun() {
    create("web-endpoint", "status: {phase: Running}");

    post(token, RUN, "{\"name\":\"" + run + "\"}")
        .then()
        .statusCode(200)
        .body("name", equalTo(run))
        .body("state", equalTo("Running"))
        .body("context", equalTo("{}"))
        .body("task", equalTo("And now?"))
        .body("conversation[0].role", equalTo("user"))
        .body("conversation[0].content", equalTo("Hello."));
  }

  @Test
  void shouldRejectTokensThatAreNotOfAnEndpoint() {
    String body = "{\"runs\":[]}";

    post(RunFixture.token("sympozium.ai/bridge"), LOG, body).then().statusCode(401);
    post(RunFixture.forgedToken(AUDIENCE), LOG, body).then().statusCode(401);
  }

  @Test
  void shouldForbidEndpointOfInstanceThatDetachedThePack() {
    attach("k8s-ops");

    post(RunFixture.token(AUDIENCE), LOG, "{\"runs\":[]}")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("Forbidden"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "{\"runs\":{}}",
        "{\"runs\":[{\"name\":\"other-web-0123456789abcdef\"}]}",
        "{\"runs\":[{\"name\":\"bot-web-../../x\"}]}"
      })
  void shouldRespondBadRequestWhenBodyNamesNoRunsOfTheEndpoint(String body) {
    post(token, LOG, body).then().statusCode(400).body("error.code", equalTo("BadRequest"));
  }

  /** A busy endpoint polls again after each change. */
  @Test
  void shouldAcceptManyPollsOfAnEndpoint() {
    create("web-endpoint", "status: {phase: Running}");

    for (int i = 0; i < 60; i++) {
      poll(0, "", 0).then().statusCode(200);
    }
  }
}
