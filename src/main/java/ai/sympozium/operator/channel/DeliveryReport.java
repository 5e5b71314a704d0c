package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessageStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * Outcome that a connector reports for one attempt.
 *
 * @param name of the message
 * @param uid of the message
 */
public record DeliveryReport(
    String name, String uid, Outcome outcome, String reason, String message, Duration retryAfter) {

  /** Kind of an outcome. */
  public enum Outcome {
    SENT,
    FAILED,
    RETRY
  }

  ChannelMessageStatus status(ChannelMessage delivered, Instant now) {
    return switch (outcome) {
      case SENT -> MessageStatus.sent(delivered, reason, message, now);
      case FAILED -> MessageStatus.rejected(delivered, reason, message, now);
      case RETRY -> MessageStatus.retried(delivered, reason, message, retryAfter, now);
    };
  }
}
