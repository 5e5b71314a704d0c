package ai.sympozium.operator.channel;

import static ai.sympozium.operator.channel.ChannelFixture.START;
import static ai.sympozium.operator.channel.ChannelFixture.message;
import static ai.sympozium.operator.channel.ChannelFixture.withWebhook;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.operator.kube.ScriptedApiServer;
import ai.sympozium.operator.kube.ScriptedApiServer.Request;
import ai.sympozium.operator.kube.ScriptedApiServer.Response;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the queue at a replica without a cache. */
class MessageQueueTest {
  private static final String LIST = "channelmessages";

  private final Map<String, ChannelMessage> messages =
      Map.of(
          "first", message("first", "ops", START.minusSeconds(2)),
          "second", message("second", "ops", START.minusSeconds(1)));
  private final List<Request> lists = new CopyOnWriteArrayList<>();
  private final ScriptedApiServer server = new ScriptedApiServer(this::answer);
  private final KubernetesClient client = server.client();
  private final MessageQueue queue = new MessageQueue(client, () -> START);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** One message is on each page, the newer one first. */
  private Response answer(Request request) {
    if (!request.target().equals(LIST)) {
      return new Response(200, Serialization.asJson(messages.get(request.target())));
    }
    lists.add(request);
    boolean isFirst = !request.query().contains("continue=");
    return new Response(
        200,
        """
        {"kind": "ChannelMessageList", "apiVersion": "sympozium.ai/v1alpha1",
         "metadata": {"continue": "%s"}, "items": [%s]}
        """
            .formatted(
                isFirst ? "next" : "",
                Serialization.asJson(messages.get(isFirst ? "second" : "first"))));
  }

  @Test
  void shouldReadPagesAndOldestMessageOfChatWhole() throws InterruptedException {
    List<ChannelMessage> due = queue.awaitDue(withWebhook(), Duration.ZERO);

    assertThat(due)
        .extracting(message -> message.getSpec().text())
        .containsExactly("text of first");
    assertThat(lists)
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.query()).contains("limit="));
  }
}
