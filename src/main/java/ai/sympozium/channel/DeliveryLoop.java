package ai.sympozium.channel;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.ConnectorContract;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Gets the messages that are due from the gateway, delivers them and reports each outcome. The
 * gateway returns at most one message of each chat, so that a chat stays in order.
 *
 * <p>Crash-safe: the outcome is reported after the delivery. After a restart in between, the
 * message is delivered again with the same idempotency key.
 */
final class DeliveryLoop {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final GatewayClient gateway;
  private final MessageSender sender;

  DeliveryLoop(GatewayClient gateway, MessageSender sender) {
    this.gateway = gateway;
    this.sender = sender;
  }

  void run() throws InterruptedException {
    while (true) {
      try {
        deliverDue();
      } catch (IOException | GatewayRejectedException e) {
        // The operator replaces a pod that it does not know any more.
        System.err.println("channel: " + e.getMessage());
        Thread.sleep(PAUSE);
      }
    }
  }

  /** Delivers the messages that are due. Waits at the gateway while there are none. */
  void deliverDue() throws IOException, InterruptedException {
    var answer = gateway.post(ConnectorContract.MESSAGES_PATH, JsonTrees.object());
    var deliveries = new ArrayList<Thread>();
    for (var message : JsonTrees.array(answer, ConnectorContract.MESSAGES)) {
      deliveries.add(Thread.ofVirtual().start(() -> deliver(message)));
    }
    for (var delivery : deliveries) {
      delivery.join();
    }
  }

  private void deliver(JsonNode message) {
    try {
      report(OutgoingMessage.of(message));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | GatewayRejectedException e) {
      // A message that was deleted meanwhile needs no outcome. Any other is delivered again.
      System.err.println("channel: " + e.getMessage());
    }
  }

  private void report(OutgoingMessage message) throws IOException, InterruptedException {
    var outcome = sender.send(message);
    gateway.post(ConnectorContract.OUTCOME_PATH, outcome.toJson(message));
  }
}
