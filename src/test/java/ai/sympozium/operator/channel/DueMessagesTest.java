package ai.sympozium.operator.channel;

import static ai.sympozium.operator.channel.ChannelFixture.START;
import static ai.sympozium.operator.channel.ChannelFixture.message;
import static ai.sympozium.operator.channel.ChannelFixture.withWebhook;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.TestSeed;
import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessagePhase;
import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.operator.channel.DeliveryReport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DueMessagesTest {
  private static final int RUNS = 20;

  private static List<String> due(Instant now, ChannelMessage... messages) {
    return DueMessages.of(withWebhook(), List.of(messages).stream(), now).stream()
        .map(message -> message.getMetadata().getName())
        .toList();
  }

  private static void apply(ChannelMessage message, Outcome outcome, Instant now) {
    var report = new DeliveryReport("", "", outcome, "Reason", "Words.", Duration.ZERO);
    message.setStatus(report.status(message, now));
  }

  @Test
  void shouldReturnOldestMessageOfEachChat() {
    assertThat(
            due(
                START,
                message("b", "ops", START.minusSeconds(1)),
                message("a", "ops", START.minusSeconds(2)),
                message("d", null, START.minusSeconds(1)),
                message("c", null, START.minusSeconds(1))))
        .containsExactly("a", "c");
  }

  @Test
  void shouldKeepLaterMessagesOfChatWhileOldestIsRepeated() {
    var first = message("a", "ops", START.minusSeconds(2));
    var second = message("b", "ops", START.minusSeconds(1));
    apply(first, Outcome.RETRY, START);

    assertThat(due(START, first, second)).isEmpty();
    assertThat(due(START.plusSeconds(1), first, second)).containsExactly("a");
  }

  @Test
  void shouldContinueWithNextMessageWhenOldestHasFailed() {
    var first = message("a", "ops", START.minusSeconds(2));
    var second = message("b", "ops", START.minusSeconds(1));
    apply(first, Outcome.FAILED, START);

    assertThat(due(START, first, second)).containsExactly("b");
  }

  @Test
  void shouldReturnNoMessageOfAnotherInstanceOrNamespace() {
    var otherInstance = message("a", "ops", START);
    otherInstance.setSpec(new ChannelMessageSpec("other", "webhook", "ops", null, "t"));
    var otherNamespace = message("b", "ops", START);
    otherNamespace.getMetadata().setNamespace("other");

    assertThat(due(START, otherInstance, otherNamespace)).isEmpty();
  }

  @Test
  void shouldReturnNoMessageThatRulesForbid() {
    var message = message("a", "ops", START);
    message.setSpec(new ChannelMessageSpec("bot", "slack", "ops", null, "t"));

    assertThat(due(START, message)).isEmpty();
  }

  @Test
  void shouldReturnNoMessageAfterItsDeadline() {
    assertThat(due(START.plus(MessageStatus.MAX_AGE), message("a", "ops", START))).isEmpty();
  }

  @Test
  void shouldDoublePauseUpToFiveMinutes() {
    var message = message("a", "ops", START);
    List<Long> pauses = new ArrayList<>();
    for (int attempt = 0; attempt < 12; attempt++) {
      apply(message, Outcome.RETRY, START);
      pauses.add(Duration.between(START, MessageStatus.nextAttemptAt(message)).toSeconds());
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
  }

  @Test
  void shouldWaitAsLongAsReceiverAsks() {
    var message = message("a", "ops", START);
    var report =
        new DeliveryReport("", "", Outcome.RETRY, "Reason", "Words.", Duration.ofSeconds(90));

    message.setStatus(report.status(message, START));

    assertThat(MessageStatus.nextAttemptAt(message)).isEqualTo(START.plusSeconds(90));
  }

  /** The connector dies at random between a delivery and its report. */
  @Test
  void shouldDeliverEachMessageInOrderWhenConnectorCrashes() {
    long seed = TestSeed.VALUE;
    var random = new Random(seed);
    for (int run = 0; run < RUNS; run++) {
      deliverAll(random);
    }
  }

  private static void deliverAll(Random random) {
    var messages =
        IntStream.range(0, 30)
            .mapToObj(i ->
                message(
                    "m-%02d".formatted(i), "chat" + random.nextInt(3), START.plusMillis(i * 400L)))
            .toList();
    Map<String, List<String>> received = new HashMap<>();
    Instant now = START;
    while (messages.stream().anyMatch(m -> !MessageStatus.phase(m).isFinal())) {
      now = now.plusMillis(random.nextInt(2_000));
      Instant at = now;
      var created = messages.stream().filter(m -> !MessageStatus.createdAt(m).isAfter(at)).toList();
      for (var message : DueMessages.of(withWebhook(), created.stream(), now)) {
        boolean accepted = random.nextInt(3) > 0;
        if (accepted) {
          received
              .computeIfAbsent(message.getSpec().chatId(), chat -> new ArrayList<>())
              .add(message.getMetadata().getName());
        }
        boolean crashed = random.nextInt(4) == 0;
        if (!crashed) {
          apply(message, accepted ? Outcome.SENT : Outcome.RETRY, now);
        }
      }
      assertThat(now).isBefore(START.plus(MessageStatus.MAX_AGE));
    }

    for (var message : messages) {
      assertThat(MessageStatus.phase(message)).isEqualTo(ChannelMessagePhase.SENT);
      assertThat(received.get(message.getSpec().chatId()))
          .contains(message.getMetadata().getName());
    }
    assertThat(received.values()).allSatisfy(names -> assertThat(names).isSorted());
  }
}
