package ai.sympozium.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Removes everything by which a text can change the rest of the output. */
class TerminalSanitizerTest {
  @Test
  void shouldReplaceControlCharacters() {
    assertThat(TerminalSanitizer.line("a\u001b[2Jb\u0007\u009bc\u007f\u0000"))
        .isEqualTo("a\uFFFD[2Jb\uFFFD\uFFFDc\uFFFD\uFFFD");
  }

  @Test
  void shouldKeepTextOnOneLine() {
    assertThat(TerminalSanitizer.line("a\nb\tc\r\nd\u2028e\u0085f"))
        .isEqualTo("a b c  d\uFFFDe\uFFFDf");
  }

  @Test
  void shouldReplaceDirectionalAndInvisibleCharacters() {
    assertThat(TerminalSanitizer.line("a\u202eb\u2066c\u200bd\ufeffe\u00adf\ud83d"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFD");
  }

  @Test
  void shouldReplaceStatusMarks() {
    assertThat(TerminalSanitizer.line("✓ reviewed ✗")).isEqualTo("\uFFFD reviewed \uFFFD");
  }

  @Test
  void shouldKeepWordsOfAllLanguages() {
    assertThat(TerminalSanitizer.line("größe 東京 \ud83d\ude00 עברית"))
        .isEqualTo("größe 東京 \ud83d\ude00 עברית");
  }

  @Test
  void shouldTruncateLongValueBetweenCharacters() {
    assertThat(TerminalSanitizer.value("\ud83d\ude00".repeat(1_000_000)))
        .isEqualTo("\ud83d\ude00".repeat(240) + "…");
    assertThat(TerminalSanitizer.value("x".repeat(240))).isEqualTo("x".repeat(240));
  }
}
