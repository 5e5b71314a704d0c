package ai.sympozium.operator.gateway.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import ai.sympozium.api.AgentRun;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.gateway.RunFixture;
import ai.sympozium.operator.gateway.RunningGateway;
import ai.sympozium.operator.gateway.authentication.EndpointPod;
import ai.sympozium.operator.http.GatewayException;
import ai.sympozium.operator.kube.MetadataReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and logs of runs, as the gateway shows them to endpoints. */
@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class EndpointRunListTest extends RunningGateway {
  private static final String LIST = "/v1/endpoint/runs";
  private static final String OWN = "own.";

  @Inject EndpointRunList runs;

  private final String token = RunFixture.token("sympozium.ai/endpoint");
  private String instanceUID = "";

  @BeforeEach
  void attach() {
    instanceUID = createInstance("[{skillPackRef: web-endpoint}]");
  }

  @Test
  void shouldReturnPagesInOrderWithoutGapsWhenRunsComeAndGo() {
    for (int number = 0; number < 2 * EndpointContract.PAGE + 1; number++) {
      create(number, "web-endpoint", "own.a", instanceUID);
    }

    Response first = list("");
    client
        .resources(AgentRun.class)
        .inNamespace("demo")
        .withName(first.path("runs[%d].name".formatted(EndpointContract.PAGE - 1)))
        .delete();
    Response second = list(after(first));
    Response third = list(after(second));

    List<String> names = new ArrayList<>();
    List.of(first, second, third)
        .forEach(page -> names.addAll(page.jsonPath().getList("runs.name", String.class)));
    assertThat(names).hasSize(2 * EndpointContract.PAGE + 1).doesNotHaveDuplicates();
    assertThat(List.of(first, second, third))
        .extracting(page -> page.jsonPath().getBoolean("more"))
        .containsExactly(true, true, false);
    List<String> times = first.jsonPath().getList("runs.createdAt", String.class);
    assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void shouldListRunsThatTheEndpointCreatedForThePrefixOnly() {
    create(1, "web-endpoint", "own.a", instanceUID);
    create(2, "web-endpoint", "other.a", instanceUID);
    create(3, "agent", "own.a", instanceUID);
    create(4, "web-endpoint", "own.a", "forged");

    list("").then().statusCode(200).body("runs.name", contains(name(1)));
  }

  @Test
  void shouldReturnBeginningOfTask() {
    create(1, "web-endpoint", "own.a", instanceUID);

    list("")
        .then()
        .body("runs[0].task", equalTo("x".repeat(EndpointContract.MAX_LISTED_TASK) + "…"))
        .body("runs[0].context", equalTo("{}"))
        .body("runs[0].completedAt", nullValue());
  }

  /** Of the other runs, the API server sends the metadata only. */
  @Test
  void shouldReadOnlyRunsOfThePage() throws InterruptedException {
    for (int number = 0; number < 2 * EndpointContract.PAGE; number++) {
      create(number, "web-endpoint", "own.a", instanceUID);
    }
    readsOfRuns();

    list("").then().body("runs", hasSize(EndpointContract.PAGE)).body("more", equalTo(true));

    List<RecordedRequest> reads = readsOfRuns();
    assertThat(reads)
        .filteredOn(read -> read.getPath().contains("?"))
        .isNotEmpty()
        .allMatch(read -> read.getHeader("Accept").contains("as=PartialObjectMetadataList"));
    assertThat(reads)
        .filteredOn(read -> !read.getPath().contains("?"))
        .hasSize(EndpointContract.PAGE);
  }

  /** Each list reads the metadata of all runs of an endpoint. */
  @Test
  void shouldRefuseListsWhileOthersAreRead() throws Exception {
    var read = new CountDownLatch(1);
    var reading = new Semaphore(0);
    QuarkusMock.installMockForType(
        new MetadataReader(client) {
          @Override
          public GenericKubernetesResourceList page(
              Class<? extends HasMetadata> kind, String namespace, ListOptions options) {
            reading.release();
            hold(read);
            return super.page(kind, namespace, options);
          }
        },
        MetadataReader.class);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ObjectNode>> admitted = new ArrayList<>();
      try {
        for (int number = 0; number < EndpointRunList.MAX_LISTS; number++) {
          var endpoint = endpoint("uid-" + number);
          admitted.add(threads.submit(() -> runs.page(endpoint, OWN, null)));
        }
        reading.acquire(EndpointRunList.MAX_LISTS);

        assertRefused(endpoint("uid-other"));
        assertRefused(endpoint("uid-0"));
      } finally {
        read.countDown();
      }
      for (Future<ObjectNode> list : admitted) {
        assertThat(list.get().path("more").asBoolean(true)).isFalse();
      }
    }
    assertThat(runs.page(endpoint("uid-other"), OWN, null).path("runs")).isEmpty();
  }

  private static void hold(CountDownLatch read) {
    try {
      read.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertRefused(EndpointPod endpoint) {
    assertThatThrownBy(() -> runs.page(endpoint, OWN, null))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("too many lists of runs");
  }

  private static EndpointPod endpoint(String instanceUID) {
    return new EndpointPod("demo", "other", instanceUID, "uid-pod");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"requestPrefix\":\"\"}"})
  void shouldRespondBadRequestWhenPrefixIsMissing(String body) {
    post(token, LIST, body).then().statusCode(400).body("error.code", equalTo("BadRequest"));
  }

  @Test
  void shouldReturnLogInPlaceOfConversation() {
    AgentRun run = create(1, "web-endpoint", "own.a", instanceUID);
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name(1) + "-agent-log")
                .withNamespace("demo")
                .addNewOwnerReference()
                .withKind("AgentRun")
                .withName(name(1))
                .withUid(run.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withData(
                    Map.of(
                        "log.jsonl",
                        "{\"seq\":4,\"time\":\"2026-01-01T00:00:00Z\",\"kind\":\"model\",\"text\":\"a\"}\n",
                        "omitted",
                        "3"))
                .build())
        .create();

    post(token, "/v1/endpoint/run", "{\"name\":\"%s\",\"withLog\":true}".formatted(name(1)))
        .then()
        .statusCode(200)
        .body("entries.text", contains("a"))
        .body("omitted", equalTo(3))
        .body("conversation", nullValue());
    post(token, "/v1/endpoint/run", "{\"name\":\"%s\"}".formatted(name(1)))
        .then()
        .body("entries", nullValue())
        .body("conversation", hasSize(1));
  }

  private static String after(Response page) {
    int last = EndpointContract.PAGE - 1;
    return ",\"createdAt\":\"%s\",\"name\":\"%s\""
        .formatted(
            page.<String>path("runs[%d].createdAt".formatted(last)),
            page.<String>path("runs[%d].name".formatted(last)));
  }

  private Response list(String after) {
    return post(token, LIST, "{\"requestPrefix\":\"%s\"%s}".formatted(OWN, after));
  }

  /** Returns the requests that have read runs since the last call. */
  private List<RecordedRequest> readsOfRuns() throws InterruptedException {
    List<RecordedRequest> reads = new ArrayList<>();
    RecordedRequest next = take();
    while (next != null) {
      if ("GET".equals(next.getMethod()) && next.getPath().contains("/agentruns")) {
        reads.add(next);
      }
      next = take();
    }
    return reads;
  }

  private @Nullable RecordedRequest take() throws InterruptedException {
    return kubernetes.getKubernetesMockServer().takeRequest(100, TimeUnit.MILLISECONDS);
  }

  private static String name(int number) {
    return "bot-web-%016x".formatted(number);
  }

  private AgentRun create(int number, String source, String request, String owner) {
    return client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sympozium.ai/v1alpha1
                kind: AgentRun
                metadata:
                  name: %s
                  namespace: demo
                  creationTimestamp: 2026-01-01T00:00:%02dZ
                  labels: {sympozium.ai/source: %s, sympozium.ai/instance: bot}
                  annotations: {sympozium.ai/request: %s, sympozium.ai/request-context: '{}'}
                  ownerReferences:
                  - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumInstance, name: bot, uid: %s}
                spec:
                  instanceRef: bot
                  task: %s
                  conversation: [{role: user, content: Hello.}]
                """
                    .formatted(
                        name(number),
                        number / 3,
                        source,
                        request,
                        owner,
                        "x".repeat(EndpointContract.MAX_LISTED_TASK + 1)),
                AgentRun.class))
        .create();
  }
}
