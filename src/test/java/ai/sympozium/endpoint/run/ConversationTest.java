package ai.sympozium.endpoint.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.endpoint.run.ChatMessage.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {
  private static final String EMOJI = "\uD83D\uDE00";

  /** Each row: messages as role and text, then the task and the earlier texts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u:one                     | one       | ",
        "s:rule u:one              | one       | rule",
        "u:one s:rule              | one       | rule",
        "u:one a:two u:three       | three     | one two",
        "u:one a:two               | Continue. | one two",
        "u:one a:two s:rule        | Continue. | one two rule",
        "s:rule                    | Continue. | rule",
        "u:one a: u:three          | three     | one",
      })
  void shouldSelectLastMessageOfUserAsTask(String messages, String task, String earlier) {
    var conversation = Conversation.of(read(messages));

    assertThat(conversation.task()).isEqualTo(task);
    assertThat(String.join(" ", conversation.earlier().stream().map(ChatMessage::text).toList()))
        .isEqualTo(earlier == null ? "" : earlier);
  }

  @Test
  void shouldCountCodePointsWhenComparingWithLimits() {
    var longest = EMOJI.repeat(Conversation.MAX_MESSAGE);

    assertThat(user(longest).isTooLong()).isFalse();
    assertThat(user(longest + "x").isTooLong()).isTrue();
    assertThat(user(longest, longest, "task").isTooLong()).isFalse();
    assertThat(user(longest, longest, "x", "task").isTooLong()).isTrue();
  }

  @Test
  void shouldLimitNumberOfMessages() {
    var texts = new ArrayList<>(Collections.nCopies(Conversation.MAX_MESSAGES + 1, "x"));

    assertThat(user(texts.toArray(String[]::new)).isTooLong()).isFalse();
    texts.add("x");
    assertThat(user(texts.toArray(String[]::new)).isTooLong()).isTrue();
  }

  private static Conversation user(String... texts) {
    return Conversation.of(
        List.of(texts).stream().map(text -> new ChatMessage(Role.USER, text)).toList());
  }

  private static List<ChatMessage> read(String messages) {
    return List.of(messages.split(" ")).stream()
        .map(message -> {
          var role =
              switch (message.charAt(0)) {
                case 's' -> Role.SYSTEM;
                case 'a' -> Role.ASSISTANT;
                default -> Role.USER;
              };
          return new ChatMessage(role, message.substring(2));
        })
        .toList();
  }
}
