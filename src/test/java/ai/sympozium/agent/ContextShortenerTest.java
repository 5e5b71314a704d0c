package ai.sympozium.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.Message.AssistantMessage;
import ai.sympozium.agent.model.Message.SystemMessage;
import ai.sympozium.agent.model.Message.ToolMessage;
import ai.sympozium.agent.model.Message.UserMessage;
import ai.sympozium.agent.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextShortenerTest {
  private static final int TURNS = 30;

  private final List<Message> conversation = new ArrayList<>();

  ContextShortenerTest() {
    conversation.add(new SystemMessage("You are an agent."));
    conversation.add(new UserMessage("Find the fault."));
    for (var turn = 0; turn < TURNS; turn++) {
      var call = new ToolCall("c" + turn, "read_file", "{\"path\":\"log-" + turn + "\"}");
      conversation.add(new AssistantMessage(null, List.of(call)));
      conversation.add(new ToolMessage("c" + turn, "line of a log\n".repeat(200)));
    }
  }

  @Test
  void shouldShortenOnlyOldestOutputsWhenTheySuffice() {
    var target = ContextShortener.size(conversation) - 10_000;

    var shortened = ContextShortener.shorten(conversation, target, 2);

    assertThat(ContextShortener.size(shortened)).isLessThanOrEqualTo(target);
    assertThat(shortened).hasSameSizeAs(conversation);
    assertThat(shortened.get(3)).isNotEqualTo(conversation.get(3));
    assertThat(shortened.subList(20, shortened.size()))
        .isEqualTo(conversation.subList(20, conversation.size()));
  }

  @Test
  void shouldSummarizeWhatWasBeforeTheTaskLast() {
    conversation.add(1, new UserMessage("An earlier question. ".repeat(200)));
    conversation.add(2, new AssistantMessage("An earlier answer. ".repeat(200), List.of()));

    var shortened = ContextShortener.shorten(conversation, 10_000, 4);

    assertThat(ContextShortener.size(shortened)).isLessThanOrEqualTo(10_000);
    assertThat(shortened.getFirst()).isEqualTo(conversation.getFirst());
    assertThat(shortened.get(1))
        .isInstanceOfSatisfying(
            UserMessage.class,
            summary ->
                assertThat(summary.text()).contains("An earlier question.", "An earlier answer."));
    assertThat(shortened.get(2)).isEqualTo(new UserMessage("Find the fault."));
  }

  @Test
  void shouldKeepWhatWasBeforeTheTaskWhenItFits() {
    conversation.add(1, new UserMessage("An earlier question."));
    conversation.add(2, new AssistantMessage("An earlier answer.", List.of()));

    var shortened = ContextShortener.shorten(conversation, 8_000, 4);

    assertThat(ContextShortener.size(shortened)).isLessThanOrEqualTo(8_000);
    assertThat(shortened.subList(0, 4)).isEqualTo(conversation.subList(0, 4));
  }

  @Test
  void shouldSummarizeOldTurnsWhenShorterOutputsDoNotSuffice() {
    var shortened = ContextShortener.shorten(conversation, 8_000, 2);

    assertThat(ContextShortener.size(shortened)).isLessThanOrEqualTo(8_000);
    assertThat(shortened.subList(0, 2)).isEqualTo(conversation.subList(0, 2));
    assertThat(shortened.get(2))
        .isInstanceOfSatisfying(
            UserMessage.class,
            summary ->
                assertThat(summary.text())
                    .startsWith("[Earlier messages were removed.")
                    .contains("- call: read_file", "  result: line of a log"));
    assertThat(shortened.subList(3, shortened.size()))
        .extracting(Object::getClass)
        .isEqualTo(
            List.of(
                AssistantMessage.class,
                ToolMessage.class,
                AssistantMessage.class,
                ToolMessage.class));
  }
}
