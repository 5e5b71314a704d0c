package ai.sympozium.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.SecretMasker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerStreamTest {
  private static final String KEY = "sk-4f7a9c2e8b1d6f3a5c7e9b2d";

  private final List<String> passed = new ArrayList<>();
  private long now;
  private final AnswerStream stream =
      new AnswerStream(
          (reason, pause) -> {},
          SecretMasker.of(List.of(KEY)),
          (offset, part) -> passed.add(offset + ":" + part),
          () -> now);

  private void add(String text) {
    now += Duration.ofMillis(200).toNanos();
    stream.textAdded(text);
  }

  @Test
  void shouldPassWholeWordsWithTheirOffsetsAndTheRestAtTheEnd() {
    stream.messageStarted();
    add("Two po");
    add("ds are");
    add(" not ready");
    stream.completed("Two pods are not ready.");

    assertThat(passed).containsExactly("0:Two ", "4:pods ", "9:are not ", "17:ready.");
  }

  @Test
  void shouldCollectTextsOfTheInterval() {
    stream.messageStarted();
    add("One ");
    stream.textAdded("two ");
    stream.textAdded("three ");
    add("four ");

    assertThat(passed).containsExactly("0:One ", "4:two three four ");
  }

  @Test
  void shouldMaskSecretThatArrivesInParts() {
    stream.messageStarted();
    for (int i = 0; i < KEY.length(); i++) {
      add(KEY.substring(i, i + 1));
    }
    add(" is the key ");
    stream.completed(KEY + " is the key ");

    assertThat(String.join("", passed)).doesNotContain("sk-4").contains("* is the key ");
  }

  @Test
  void shouldPassNoReasoning() {
    stream.messageStarted();
    add("<think>The user wants ");
    add("pods. </think>Two ");
    add("pods ");
    stream.completed("Two pods ");

    assertThat(passed).containsExactly("0:Two ", "4:pods ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<tool_call> now ", "{\"name\": \"x\" ", "[call] it ", "```json x "})
  void shouldPassTextThatCanBeACallOnlyWhenTheMessageIsComplete(String text) {
    stream.messageStarted();
    add(text);
    assertThat(passed).isEmpty();

    stream.completed(text);

    assertThat(passed).containsExactly("0:" + text);
  }

  @Test
  void shouldBeginAgainWhenTheModelIsAskedAgain() {
    stream.messageStarted();
    add("The first attempt ");
    stream.messageStarted();
    add("The second ");

    assertThat(passed).containsExactly("0:The first attempt ", "0:The second ");
  }

  @Test
  void shouldBeginAgainWhenTheMessageDiffersFromWhatWasPassed() {
    stream.messageStarted();
    add("reasoning without a tag ");
    stream.completed("The answer.");

    assertThat(passed).containsExactly("0:reasoning without a tag ", "0:The answer.");
  }

  @Test
  void shouldPassNothingWhenTheMessageHasNoText() {
    stream.messageStarted();
    stream.completed("");

    assertThat(passed).isEmpty();
  }
}
