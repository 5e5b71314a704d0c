package ai.sympozium.operator.sympoziumschedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Manifests;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.operator.kube.EventRecorder;
import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Creates messages at a scripted API server. */
class OutcomeNotifierTest {
  private static final String MESSAGE = "check-1-outcome";
  private static final String QUOTA =
      "channelmessages \\\"check-1-outcome\\\" is forbidden: exceeded quota: messages";

  private final SympoziumSchedule schedule =
      Manifests.parse(
          """
          metadata: {name: check, namespace: team, uid: u}
          spec:
            instanceRef: bot
            schedule: "@hourly"
            task: t
            notify: {channel: webhook, "on": [failure]}
          """,
          SympoziumSchedule.class);

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private final OutcomeNotifier notifier =
      new OutcomeNotifier(client, new EventRecorder(client, InstantSource.system()));
  private volatile Response creation = new Response(201, "{}");
  private volatile boolean exists;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Response answer(Request request) {
    return switch (request.target()) {
      case "channelmessages" -> {
        messages.add(text(request, "/spec/text"));
        yield creation;
      }
      case "check-1" -> new Response(200, manifest("Failed", "the complete error"));
      case MESSAGE -> new Response(exists ? 200 : 404, "{\"metadata\": {\"name\": \"m\"}}");
      case "events" -> {
        events.add(text(request, "/message"));
        yield Response.created(request);
      }
      default -> new Response(404, "{}");
    };
  }

  private static String text(Request request, String pointer) {
    try {
      return JsonTrees.read(request.body()).at(pointer).asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldSendTheOutcomesThatTheScheduleNames() {
    notifier.runIsFinal(schedule, run("Succeeded"));
    assertThat(messages).isEmpty();

    notifier.runIsFinal(schedule, run("Failed"));

    assertThat(messages)
        .singleElement()
        .asString()
        .contains("run check-1 failed", "the complete error");
  }

  /** The API server checks quotas before names. */
  @ParameterizedTest
  @CsvSource({"409, already exists", "403, " + QUOTA})
  void shouldReportNothingWhenTheMessageExists(int code, String reason) {
    exists = true;
    creation = rejection(code, reason);
    notifier.runIsFinal(schedule, run("Failed"));
    creation = rejection(422, "the last creation");
    notifier.runIsFinal(schedule, run("Failed"));

    await().until(() -> !events.isEmpty());
    assertThat(events).singleElement().asString().contains("the last creation");
  }

  @Test
  void shouldReportThatAQuotaHasNoSpaceForTheMessage() {
    creation = rejection(403, QUOTA);

    notifier.runIsFinal(schedule, run("Failed"));

    await().until(() -> !events.isEmpty());
    assertThat(events).singleElement().asString().contains("spec.notify", "exceeded quota");
  }

  @Test
  void shouldRepeatTheDispatchWhenTheApiServerIsUnavailable() {
    creation = rejection(503, "not ready");

    assertThatThrownBy(() -> notifier.runIsFinal(schedule, run("Failed")))
        .isInstanceOf(KubernetesClientException.class);
  }

  private static Response rejection(int code, String message) {
    return new Response(
        code,
        "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"code\": %d,"
                .formatted(code)
            + " \"message\": \"%s\"}".formatted(message));
  }

  /** A cached run has no error. */
  private static AgentRun run(String phase) {
    return Manifests.parse(manifest(phase, ""), AgentRun.class);
  }

  private static String manifest(String phase, String error) {
    return """
    {"apiVersion": "sympozium.ai/v1alpha1", "kind": "AgentRun",
     "metadata": {"name": "check-1", "namespace": "team", "creationTimestamp": "2026-03-01T09:59:00Z"},
     "spec": {"instanceRef": "bot", "task": "t"},
     "status": {"phase": "%s", "error": "%s", "completedAt": "2026-03-01T10:00:00Z"}}
    """
        .formatted(phase, error);
  }
}
