package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessagePhase;
import ai.sympozium.api.ChannelMessageStatus;
import ai.sympozium.base.TruncatedText;
import ai.sympozium.operator.kube.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the status of a message after each event. A pure function. */
public final class MessageStatus {
  /** A message that was not delivered in this time fails. */
  static final Duration MAX_AGE = Duration.ofHours(1);

  /** How long a message is kept after it is final. */
  static final Duration KEPT = Duration.ofHours(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 9;
  private static final int MAX_MESSAGE_BYTES = 1024;
  private static final String SENT = "Sent";

  private MessageStatus() {}

  /** Returns the phase. A message without a status is pending. */
  public static ChannelMessagePhase phase(ChannelMessage message) {
    ChannelMessageStatus status = message.getStatus();
    return status == null || status.phase() == null ? ChannelMessagePhase.PENDING : status.phase();
  }

  static Instant createdAt(ChannelMessage message) {
    return Instant.parse(message.getMetadata().getCreationTimestamp());
  }

  /** Returns the earliest time of the next attempt. */
  static Instant nextAttemptAt(ChannelMessage message) {
    ChannelMessageStatus status = message.getStatus();
    String time = status == null ? null : status.nextAttemptAt();
    try {
      return time == null ? Instant.EPOCH : Instant.parse(time);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /** Returns the time of the transition to the final phase, or of the creation. */
  static Instant finalSince(ChannelMessage message) {
    ChannelMessageStatus status = message.getStatus();
    return new Conditions(status == null ? List.of() : status.conditions())
        .find(SENT)
        .map(condition -> Instant.parse(condition.getLastTransitionTime()))
        .orElseGet(() -> createdAt(message));
  }

  static ChannelMessageStatus waiting(ChannelMessage message, Instant now) {
    return status(
        message,
        ChannelMessagePhase.PENDING,
        ChannelReason.WAITING.value(),
        "The message waits for its connector.",
        attempts(message),
        null,
        now);
  }

  /** The receiver accepted the message. */
  static ChannelMessageStatus sent(
      ChannelMessage message, String reason, String text, Instant now) {
    return status(
        message, ChannelMessagePhase.SENT, reason, text, attempts(message) + 1, null, now);
  }

  /** An attempt failed, and another cannot succeed. */
  static ChannelMessageStatus rejected(
      ChannelMessage message, String reason, String text, Instant now) {
    return status(
        message, ChannelMessagePhase.FAILED, reason, text, attempts(message) + 1, null, now);
  }

  /** The message cannot be sent at all. */
  static ChannelMessageStatus failed(
      ChannelMessage message, String reason, String text, Instant now) {
    return status(message, ChannelMessagePhase.FAILED, reason, text, attempts(message), null, now);
  }

  /** An attempt failed. The next one is later than the last pause, and than the receiver asks. */
  static ChannelMessageStatus retried(
      ChannelMessage message, String reason, String text, Duration retryAfter, Instant now) {
    int attempts = attempts(message) + 1;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, MAX_DOUBLINGS));
    Duration own = pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    Duration longest = own.compareTo(retryAfter) < 0 ? retryAfter : own;
    return status(
        message,
        ChannelMessagePhase.PENDING,
        reason,
        text,
        attempts,
        now.plus(longest).toString(),
        now);
  }

  private static int attempts(ChannelMessage message) {
    ChannelMessageStatus status = message.getStatus();
    Integer attempts = status == null ? null : status.attempts();
    return attempts == null ? 0 : attempts;
  }

  private static ChannelMessageStatus status(
      ChannelMessage message,
      ChannelMessagePhase phase,
      String reason,
      String text,
      int attempts,
      @Nullable String nextAttemptAt,
      Instant now) {
    ChannelMessageStatus before = message.getStatus();
    boolean sent = phase == ChannelMessagePhase.SENT;
    // The condition becomes False when the message fails, so that its time is that of the end.
    Conditions conditions = new Conditions(before == null ? List.of() : before.conditions());
    String bounded = TruncatedText.ofBytes(text, MAX_MESSAGE_BYTES);
    if (phase.isFinal()) {
      conditions =
          conditions.with(SENT, sent, reason, bounded, message.getMetadata().getGeneration(), now);
    }
    return new ChannelMessageStatus(
        phase,
        reason,
        bounded,
        attempts,
        nextAttemptAt,
        sent ? now.toString() : null,
        conditions.list());
  }
}
