package ai.sympozium.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator wrote about a run is known again, and nothing else is taken for it. */
class ConfigMapSignerTest {
  private static final Map<String, String> DATA = Map.of("plan.json", "{}", "text", "look");
  private static final ConfigMapSigner OURS = seal("key");

  @Test
  void whatWasWrittenIsKnownAgain() {
    assertThat(OURS.on("run", DATA)).containsAllEntriesOf(DATA);
    assertThat(OURS.holds("run", OURS.on("run", DATA))).isTrue();
    assertThat(seal("key").holds("run", OURS.on("run", DATA))).isTrue();
  }

  @Test
  void nothingHoldsForAnotherRun() {
    assertThat(OURS.holds("another", OURS.on("run", DATA))).isFalse();
  }

  @Test
  void nothingMayBeChangedAddedOrLeftOut() {
    assertThat(OURS.holds("run", with("text", "leak"))).isFalse();
    assertThat(OURS.holds("run", with("more", ""))).isFalse();
    Map<String, String> less = new HashMap<>(OURS.on("run", DATA));
    less.remove("text");
    assertThat(OURS.holds("run", less)).isFalse();
  }

  @Test
  void noTextMovesFromOneKeyToTheNext() {
    Map<String, String> sealed = OURS.on("run", Map.of("a", "bc", "d", "e"));

    for (Map<String, String> moved :
        java.util.List.of(Map.of("a", "b", "cd", "e"), Map.of("ab", "c", "d", "e"))) {
      Map<String, String> forged = new HashMap<>(moved);
      forged.put("seal", sealed.getOrDefault("seal", ""));
      assertThat(OURS.holds("run", forged)).isFalse();
    }
  }

  @Test
  void noMarkAndNoDataAreNoSeal() {
    assertThat(OURS.holds("run", DATA)).isFalse();
    assertThat(OURS.holds("run", with("seal", ""))).isFalse();
    assertThat(OURS.holds("run", null)).isFalse();
  }

  @Test
  void anotherKeyMakesAnotherMark() {
    assertThat(OURS.holds("run", seal("other").on("run", DATA))).isFalse();
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> data = new HashMap<>(OURS.on("run", DATA));
    data.put(key, value);
    return data;
  }

  private static ConfigMapSigner seal(String key) {
    return new ConfigMapSigner(() -> key.getBytes(StandardCharsets.UTF_8));
  }
}
