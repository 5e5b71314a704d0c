package ai.sympozium.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessagePhase;
import ai.sympozium.api.ChannelMessageStatus;
import ai.sympozium.api.SympoziumInstance;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Delivers a message by a connector in a pod to a server outside the cluster. */
class WebhookIT {
  private static final String KEY = "a-long-random-text";

  /** A request as the server received it. */
  private record Delivery(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String namespace = "";

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.create(new InetSocketAddress(TestCluster.environment().hostAddress(), 0), 0);
    server.createContext("/hook", this::receive);
    server.start();
    namespace = TestCluster.namespace("webhook");
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: hook}
        stringData: {url: "http://%s:%d/hook", signingKey: %s}
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents: {default: {model: m}}
          channels: [{type: webhook, configRef: {secret: hook}}]
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: ChannelMessage
        metadata: {name: hello}
        spec: {instanceRef: bot, channel: webhook, chatId: ops, text: The disk is full.}
        """
            .formatted(server.getAddress().getHostString(), server.getAddress().getPort(), KEY));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    TestCluster.deleteNamespace(namespace);
  }

  private void receive(HttpExchange exchange) throws IOException {
    deliveries.add(
        new Delivery(
            Map.copyOf(exchange.getRequestHeaders()),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private ChannelMessage message() {
    return TestCluster.ADMIN
        .resources(ChannelMessage.class)
        .inNamespace(namespace)
        .withName("hello")
        .require();
  }

  private static String signature(String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }

  @Test
  void shouldDeliverSignedMessageAndStopConnectorWhenChannelIsRemoved() throws Exception {
    ChannelMessageStatus status =
        await("outcome of the message")
            .atMost(TestCluster.TIMEOUT)
            .until(
                () -> message().getStatus(),
                found -> found != null && found.phase() != null && found.phase().isFinal());

    assertThat(status.phase()).as(status.message()).isEqualTo(ChannelMessagePhase.SENT);
    Delivery delivery = deliveries.getFirst();
    assertThat(delivery.header("X-sympozium-signature")).isEqualTo(signature(delivery.body()));
    assertThat(delivery.header("Idempotency-key")).isEqualTo(message().getMetadata().getUid());
    assertThat(new ObjectMapper().readTree(delivery.body()).path("text").asText())
        .isEqualTo("The disk is full.");

    TestCluster.ADMIN
        .resources(SympoziumInstance.class)
        .inNamespace(namespace)
        .withName("bot")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"channels\":null}}");

    await("connector gone")
        .atMost(TestCluster.TIMEOUT)
        .until(() -> TestCluster.ADMIN.pods().inNamespace(namespace).list().getItems().isEmpty());
  }
}
