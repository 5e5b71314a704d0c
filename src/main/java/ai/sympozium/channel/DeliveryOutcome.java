package ai.sympozium.channel;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.ConnectorContract;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * Outcome of one attempt.
 *
 * @param outcome a value of {@link ConnectorContract}: sent, failed or to be repeated
 * @param reason in CamelCase
 * @param message sentence for users, without secrets
 * @param retryAfter pause that the receiver asks for
 */
record DeliveryOutcome(String outcome, String reason, String message, Duration retryAfter) {
  static DeliveryOutcome sent() {
    return new DeliveryOutcome(
        ConnectorContract.SENT, "Accepted", "The receiver accepted the message.", Duration.ZERO);
  }

  /** Another attempt would fail too. */
  static DeliveryOutcome failed(String reason, String message) {
    return new DeliveryOutcome(ConnectorContract.FAILED, reason, message, Duration.ZERO);
  }

  /** Another attempt can succeed. */
  static DeliveryOutcome retry(String reason, String message, Duration retryAfter) {
    return new DeliveryOutcome(ConnectorContract.RETRY, reason, message, retryAfter);
  }

  ObjectNode toJson(OutgoingMessage delivered) {
    return JsonTrees.object()
        .put(ConnectorContract.NAME, delivered.name())
        .put(ConnectorContract.ID, delivered.id())
        .put(ConnectorContract.OUTCOME, outcome)
        .put(ConnectorContract.REASON, reason)
        .put(ConnectorContract.MESSAGE, message)
        .put(ConnectorContract.RETRY_AFTER, retryAfter.toSeconds());
  }
}
