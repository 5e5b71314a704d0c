package ai.sympozium.operator.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.Manifests;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import ai.sympozium.operator.toolrequest.ToolAnswer;
import ai.sympozium.operator.toolrequest.ToolRequest;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the limits on the messages of one run and of one instance. */
class SendChannelMessageHandlerTest {
  private static final String RUN_UID = "7f3c0000-1111-2222-3333-444455556666";

  private final List<Request> created = new CopyOnWriteArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private List<String> stored = List.of();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Response answer(Request request) {
    if (request.method().equals("POST")) {
      created.add(request);
      return new Response(201, withCreationTime(request.body()));
    }
    return switch (request.target()) {
      case "bot" -> new Response(200, Serialization.asJson(ChannelFixture.withWebhook()));
      case "channelmessages" ->
          new Response(
              200,
              """
              {"kind": "ChannelMessageList", "apiVersion": "sympozium.ai/v1alpha1", "metadata": {},
               "items": [%s]}
              """
                  .formatted(String.join(",", stored)));
      default -> new Response(404, "{\"kind\": \"Status\", \"code\": 404}");
    };
  }

  private static String withCreationTime(String message) {
    return message.replaceFirst(
        "\"metadata\":\\{", "\"metadata\":{\"creationTimestamp\":\"2026-01-01T00:00:00Z\",");
  }

  private static String message(String runUID, String phase) {
    return """
    {"kind": "ChannelMessage", "apiVersion": "sympozium.ai/v1alpha1",
     "metadata": {"name": "m", "namespace": "demo",
       "labels": {"sympozium.ai/instance": "bot", "sympozium.ai/run-uid": "%s"}},
     "spec": {"instanceRef": "bot", "channel": "webhook", "text": "t"},
     "status": {"phase": "%s"}}
    """
        .formatted(runUID, phase);
  }

  private ToolAnswer send() {
    AgentRun run = new AgentRun();
    run.getMetadata().setName("a");
    run.getMetadata().setNamespace("demo");
    run.getMetadata().setUid(RUN_UID);
    RunPlan plan =
        Manifests.parse(
            """
            run: {namespace: demo, name: a, uid: 7f3c0000-1111-2222-3333-444455556666}
            instance: bot
            task: t
            timeoutSeconds: 600
            model: {provider: openai, name: m}
            """,
            RunPlan.class);
    return new SendChannelMessageHandler(client, () -> ChannelFixture.START)
        .handle(
            new ToolRequest(
                run,
                plan,
                "1",
                JsonNodeFactory.instance.objectNode().put("channel", "webhook").put("text", "hi")));
  }

  private void assertRefused(String cause) {
    assertThatThrownBy(this::send)
        .isInstanceOf(ToolRequestException.class)
        .hasMessageContaining(cause);
    assertThat(created).isEmpty();
  }

  @Test
  void shouldRefuseMessageWhenRunHasSentTooMany() {
    stored = Collections.nCopies(SendChannelMessageHandler.MAX_PER_RUN, message(RUN_UID, "Sent"));

    assertRefused("the run has sent 50 messages");
  }

  @Test
  void shouldRefuseMessageWhenTooManyOfInstanceWait() {
    stored =
        Collections.nCopies(
            SendChannelMessageHandler.MAX_PENDING_PER_INSTANCE, message("other", "Pending"));

    assertRefused("100 messages of the instance are not delivered yet");
  }

  @Test
  void shouldCreateMessageWhenOneBelowEachLimit() {
    stored =
        Collections.nCopies(SendChannelMessageHandler.MAX_PER_RUN - 1, message(RUN_UID, "Pending"));

    assertThat(send()).isInstanceOf(ToolAnswer.Pending.class);
    assertThat(created)
        .singleElement()
        .satisfies(request -> assertThat(request.body()).contains(RUN_UID, "\"hi\""));
  }
}
