package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.cache.StoredRunLister;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class AbandonedRunsTest {
  private static final Instant STARTED = Instant.parse("2026-01-01T10:00:00Z");

  @Inject KubernetesClient client;

  private final SympoziumInstance instance = EndpointFixture.instance();
  private final Map<String, AgentRun> cached = new TreeMap<>();
  private Instant now = Instant.now().plus(Duration.ofMinutes(1));

  @BeforeEach
  void deleteAll() {
    client.resources(AgentRun.class).inNamespace("demo").delete();
    client.pods().inNamespace("demo").delete();
  }

  private AbandonedRuns abandoned() {
    EndpointRuns runs = new EndpointRuns(client, new StoredRunLister(cached));
    return new AbandonedRuns(client, runs, () -> now);
  }

  @Test
  void shouldCancelRunWhosePodDoesNotExist() {
    String pod = createPod(STARTED);
    createRun(1, pod + "/" + STARTED, "");
    createRun(2, "killed/" + STARTED, "");

    abandoned().cancel(instance);

    assertThat(existing()).containsExactly(name(1));
  }

  @Test
  void shouldCancelRunWhoseContainerHasStartedAgain() {
    String pod = createPod(STARTED);
    createRun(1, pod + "/" + STARTED.minusSeconds(60), "");

    abandoned().cancel(instance);

    assertThat(existing()).isEmpty();
  }

  /** A response in the background has no annotation, and neither has a run of a user. */
  @Test
  void shouldKeepRunWithoutProcess() {
    createRun(1, "", "");
    createRun(2, "garbage", "");

    abandoned().cancel(instance);

    assertThat(existing()).containsExactly(name(1), name(2));
  }

  @Test
  void shouldKeepFinalRun() {
    createRun(1, "killed/" + STARTED, "status: {phase: Succeeded}");

    abandoned().cancel(instance);

    assertThat(existing()).containsExactly(name(1));
  }

  @Test
  void shouldKeepRunOfAnotherOwner() {
    createRun(1, "killed/" + STARTED, "");
    instance.getMetadata().setUid("another");

    abandoned().cancel(instance);

    assertThat(existing()).containsExactly(name(1));
  }

  @Test
  void shouldCheckAgainAfterATime() {
    AbandonedRuns abandoned = abandoned();
    createRun(1, "killed/" + STARTED, "");
    abandoned.cancel(instance);
    createRun(2, "killed/" + STARTED, "");

    abandoned.cancel(instance);
    assertThat(existing()).containsExactly(name(2));
    now = now.plusSeconds(16);
    abandoned.cancel(instance);

    assertThat(existing()).isEmpty();
  }

  private static String name(int number) {
    return "bot-web-%016x".formatted(number);
  }

  private List<String> existing() {
    return client.resources(AgentRun.class).inNamespace("demo").list().getItems().stream()
        .map(run -> run.getMetadata().getName())
        .sorted()
        .toList();
  }

  private void createRun(int number, String process, String status) {
    AgentRun run =
        Serialization.unmarshal(
            """
            apiVersion: sympozium.ai/v1alpha1
            kind: AgentRun
            metadata:
              name: %s
              namespace: demo
              labels: {sympozium.ai/source: web-endpoint, sympozium.ai/instance: bot}
              annotations: {sympozium.ai/endpoint-process: "%s"}
              ownerReferences:
              - {apiVersion: sympozium.ai/v1alpha1, kind: SympoziumInstance, name: bot, uid: %s}
            spec: {instanceRef: bot, task: t}
            %s
            """
                .formatted(name(number), process, instance.getMetadata().getUid(), status),
            AgentRun.class);
    AgentRun created = client.resource(run).create();
    if (!status.isEmpty()) {
      run.getMetadata().setUid(created.getMetadata().getUid());
      client.resource(run).updateStatus();
    }
    // The cache can lag behind, so it does not know that the run is final.
    cached.put(name(number), created);
  }

  /** Returns the UID of a pod of the endpoint. */
  private String createPod(Instant startedAt) {
    Pod pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: bot-web-endpoint-1
              namespace: demo
              labels: {sympozium.ai/component: web-endpoint, sympozium.ai/instance: bot}
            spec: {containers: [{name: web-endpoint}]}
            status:
              phase: Running
              containerStatuses:
              - {name: web-endpoint, state: {running: {startedAt: "%s"}}}
            """
                .formatted(startedAt),
            Pod.class);
    String uid = client.resource(pod).create().getMetadata().getUid();
    pod.getMetadata().setUid(uid);
    client.resource(pod).updateStatus();
    return uid;
  }
}
