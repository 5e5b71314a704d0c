package ai.sympozium.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParentRunTest {
  @Test
  void shouldRecordEachFieldAsLabel() {
    assertThat(new ParentRun("earlier", "s0", 1).labels())
        .containsOnly(
            entry("sympozium.ai/parent-run", "earlier"),
            entry("sympozium.ai/parent-session", "s0"),
            entry("sympozium.ai/spawn-depth", "1"));
    assertThat(new ParentRun("", null, null).labels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"telegram:12:-34, telegram-12--34", "'/a b/', a-b", "äöü, ", "s_0.x, s_0.x"})
  void shouldReplaceCharactersThatLabelCannotHave(String key, String label) {
    assertThat(new ParentRun(null, key, null).labels().get("sympozium.ai/parent-session"))
        .isEqualTo(label);
  }

  @Test
  void shouldShortenLongKey() {
    assertThat(new ParentRun(null, "a".repeat(62) + "/b", null).labels())
        .containsValue("a".repeat(62));
  }
}
