package ai.sympozium.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.sympozium.TestSeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TruncatedTextTest {
  @TempDir Path directory;

  @Test
  void shouldKeepTextWhenItFits() throws IOException {
    assertThat(TruncatedText.of("abcdef", 3, 3)).isEqualTo(new TruncatedText("abcdef", 6, false));
    assertThat(ofFile("abcdef".getBytes(UTF_8), 3, 3))
        .isEqualTo(new TruncatedText("abcdef", 6, false));
    assertThat(ofFile(new byte[0], 3, 3)).isEqualTo(new TruncatedText("", 0, false));
  }

  @Test
  void shouldOmitMiddleWhenTextIsTooLong() throws IOException {
    var expected = new TruncatedText("abc\n[... 1 bytes omitted ...]\nefg", 7, true);

    assertThat(TruncatedText.of("abcdefg", 3, 3)).isEqualTo(expected);
    assertThat(ofFile("abcdefg".getBytes(UTF_8), 3, 3)).isEqualTo(expected);
  }

  @Test
  void shouldNeverSplitCharacters() throws IOException {
    var alphabet = new String[] {"a", "ü", "€", "🐳", "\n"};
    var random = new Random(TestSeed.VALUE);
    for (var round = 0; round < 300; round++) {
      var text = new StringBuilder();
      while (text.length() < 60) {
        text.append(alphabet[random.nextInt(alphabet.length)]);
      }
      var head = random.nextInt(12);
      var tail = random.nextInt(12);

      var excerpt = TruncatedText.of(text.toString(), head, tail);

      assertThat(excerpt.truncated()).isTrue();
      assertThat(excerpt.text()).doesNotContain("\uFFFD");
      assertThat(ofFile(text.toString().getBytes(UTF_8), head, tail)).isEqualTo(excerpt);
      var parts = excerpt.text().split("\n\\[\\.\\.\\. \\d+ bytes omitted \\.\\.\\.]\n", -1);
      assertThat(text.toString()).startsWith(parts[0]).endsWith(parts[1]);
      assertThat(parts[0].getBytes(UTF_8).length).isBetween(Math.max(0, head - 3), head);
      assertThat(parts[1].getBytes(UTF_8).length).isBetween(Math.max(0, tail - 3), tail);
    }
  }

  @Test
  void shouldKeepTextWhenBytesFit() {
    assertThat(TruncatedText.ofBytes("aü€🐳", 10)).isEqualTo("aü€🐳");
    assertThat(TruncatedText.ofBytes("", 3)).isEmpty();
  }

  @Test
  void shouldCountMarkWhenTruncated() {
    assertThat(TruncatedText.ofBytes("abcdefg", 6)).isEqualTo("abc…");
    assertThat(TruncatedText.ofBytes("ab🐳", 5)).isEqualTo("ab…");
    assertThat(TruncatedText.ofBytes("🐳", 3)).isEqualTo("…");
  }

  @Test
  void shouldRejectLimitWhenMarkDoesNotFit() {
    assertThatIllegalArgumentException().isThrownBy(() -> TruncatedText.ofBytes("abc", 2));
  }

  @Test
  void shouldKeepLongestPrefixOfWholeCharactersWhenTextIsRandomUnicode() {
    var random = new Random(TestSeed.VALUE);
    for (var round = 0; round < 20_000; round++) {
      var text = randomText(random, random.nextInt(40));
      var max = 3 + random.nextInt(60);

      var truncated = TruncatedText.ofBytes(text, max);

      if (bytes(text) <= max) {
        assertThat(truncated).isEqualTo(text);
        continue;
      }
      assertThat(truncated).endsWith("…");
      var kept = truncated.substring(0, truncated.length() - 1);
      assertThat(text).startsWith(kept);
      var next = Character.toString(text.codePointAt(kept.length()));
      assertThat(bytes(truncated)).isBetween(max - bytes(next) + 1, max);
      assertThat(new String(truncated.getBytes(UTF_8), UTF_8)).isEqualTo(truncated);
    }
  }

  private static String randomText(Random random, int length) {
    var text = new StringBuilder();
    var bounds = new int[] {0x80, 0x800, 0x10000, 0x110000};
    while (text.length() < length) {
      var codePoint = random.nextInt(bounds[random.nextInt(bounds.length)]);
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  @Test
  void shouldKeepBytesWhenTheyAreNotText() {
    var bytes =
        ByteBuffer.wrap(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 'a'});

    assertThat(TruncatedText.withoutBrokenStart(bytes).remaining()).isEqualTo(2);
    assertThat(
            TruncatedText.withoutBrokenEnd(ByteBuffer.wrap(new byte[] {(byte) 0x80})).remaining())
        .isEqualTo(1);
    assertThat(TruncatedText.withoutBrokenEnd(ByteBuffer.wrap(new byte[0])).remaining()).isZero();
  }

  private TruncatedText ofFile(byte[] content, int head, int tail) throws IOException {
    try (var file = Files.newByteChannel(Files.write(directory.resolve("file"), content))) {
      return TruncatedText.of(file, file.size(), head, tail);
    }
  }
}
