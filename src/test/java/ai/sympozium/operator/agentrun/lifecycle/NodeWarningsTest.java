package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeWarningsTest {
  private static final Instant ASSIGNED = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicInteger lists = new AtomicInteger();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private volatile String message = "secret \\\"a\\\" not found";
  private volatile String newerPage = "";
  private volatile int code = 200;
  private volatile Instant now = ASSIGNED.plusSeconds(11);
  private final NodeWarnings warnings = new NodeWarnings(client, () -> now);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Response answer(Request request) {
    assertThat(request.path()).isEqualTo("/api/v1/namespaces/demo/events");
    if (!request.query().contains("continue=")) {
      lists.incrementAndGet();
    }
    return newerPage.isEmpty() || request.query().contains("continue=")
        ? new Response(code, page("", newerPage.isEmpty() ? message : newerPage, 9))
        : new Response(code, page("next", message, 8));
  }

  private static String page(String next, String message, int second) {
    return """
    {"apiVersion": "v1", "kind": "EventList", "metadata": {"continue": "%s"}, "items": [
      {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e"}, "type": "Warning",
       "reason": "FailedMount", "message": "%s", "lastTimestamp": "2026-01-01T00:00:0%dZ"}]}
    """
        .formatted(next, message, second);
  }

  /** The first page of a list has one object, so that large ones fit into the memory. */
  @Test
  void shouldFindNewestWarningOnAnyPage() {
    newerPage = "volume not attached";

    assertThat(text("1")).isEqualTo("FailedMount: volume not attached");
  }

  @Test
  void shouldReadEventsOfPodOnceForManyObservations() {
    for (int observation = 0; observation < 10; observation++) {
      assertThat(text("1")).isEqualTo("FailedMount: secret \"a\" not found");
      now = now.plusSeconds(1);
    }

    assertThat(lists).hasValue(1);
  }

  @Test
  void shouldReadEventsAgainAfterATime() {
    text("1");
    message = "secret \\\"b\\\" not found";
    now = now.plusSeconds(16);

    assertThat(text("1")).isEqualTo("FailedMount: secret \"b\" not found");
  }

  @Test
  void shouldReadEventsOfEachPod() {
    text("1");
    text("2");

    assertThat(lists).hasValue(2);
  }

  /** The memory has a bound, so the events of the first pod are read again. */
  @Test
  void shouldForgetOldestPod() {
    for (int pod = 0; pod <= 1024; pod++) {
      text("pod-" + pod);
    }
    lists.set(0);

    text("pod-1024");
    assertThat(lists).hasValue(0);
    text("pod-0");
    assertThat(lists).hasValue(1);
  }

  @Test
  void shouldNotRepeatReadThatFailed() {
    code = 403;

    assertThat(text("1")).isEmpty();
    assertThat(text("1")).isEmpty();
    assertThat(lists).hasValue(1);
  }

  @Test
  void shouldReadNothingBeforePreparationIsSlow() {
    now = ASSIGNED.plusSeconds(9);

    text("1");

    assertThat(lists).hasValue(0);
  }

  private String text(String uid) {
    return warnings.explain(pod(uid)).getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("PodReadyToStartContainers"))
        .map(PodCondition::getMessage)
        .findFirst()
        .orElse("");
  }

  private static Pod pod(String uid) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: run-pod, namespace: demo, uid: "%s"}
        spec: {nodeName: n, containers: [{name: agent}]}
        status:
          phase: Pending
          conditions:
          - {type: PodScheduled, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}
        """
            .formatted(uid),
        Pod.class);
  }
}
