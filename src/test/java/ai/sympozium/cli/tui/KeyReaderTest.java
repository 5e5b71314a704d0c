package ai.sympozium.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jline.utils.NonBlocking;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyReaderTest {
  private static final String BEGIN = "\u001b[200~";
  private static final String END = "\u001b[201~";

  static Stream<Arguments> inputs() {
    return Stream.of(
        Arguments.of("a\r", List.of(pressed(Key.of('a')), pressed(Key.ENTER))),
        Arguments.of("\u007f\u0001", List.of(pressed(Key.BACKSPACE), pressed(Key.UNKNOWN))),
        Arguments.of("\u001b[5~\u001bOF", List.of(pressed(Key.PAGE_UP), pressed(Key.END))),
        Arguments.of("😀", List.of(pressed(Key.of(0x1F600)))),
        Arguments.of(
            BEGIN + "first\rxy\n\u0003" + END + "q",
            List.of(new Input.Pasted("first\rxy\n\u0003"), pressed(Key.of('q')))),
        Arguments.of(BEGIN + END, List.of(new Input.Pasted(""))),
        Arguments.of(
            BEGIN + "\u001b[20\u001b\u001b[A" + END,
            List.of(new Input.Pasted("\u001b[20\u001b\u001b[A"))),
        Arguments.of(BEGIN + "xy", List.of(new Input.Pasted("xy"))));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void shouldReadKeysAndPastedTexts(String characters, List<Input> expected) throws IOException {
    assertThat(read(characters)).isEqualTo(expected);
  }

  @Test
  void shouldCutLongPasteAndReadTheNextKey() throws IOException {
    List<Input> inputs = read(BEGIN + "x".repeat(KeyReader.MAX_PASTE + 1000) + END + "q");

    assertThat(inputs)
        .containsExactly(new Input.Pasted("x".repeat(KeyReader.MAX_PASTE)), pressed(Key.of('q')));
  }

  /** On a busy machine, the rest of a terminal's answer arrives after the key Esc was assumed. */
  @Test
  void shouldReadNoKeysFromTheRestOfASequenceThatIsLate() throws IOException {
    AtomicLong now = new AtomicLong();
    try (NonBlockingReader reader =
        NonBlocking.nonBlocking("keys", new StringReader("\u001b?[?2027;0$yq"))) {
      KeyReader keys = new KeyReader(reader, () -> false, now::get);

      assertThat(keys.read(reader.read())).isEqualTo(pressed(Key.ESCAPE));
      reader.read(); // It stands for the time in which no character arrives.
      now.addAndGet(Duration.ofMillis(900).toNanos());
      assertThat(keys.read(reader.read())).isEqualTo(pressed(Key.UNKNOWN));
      assertThat(keys.read(reader.read())).isEqualTo(pressed(Key.of('q')));
    }
  }

  @Test
  void shouldReadKeyThatBeginsNoSequenceAfterEscape() throws IOException {
    AtomicLong now = new AtomicLong();
    try (NonBlockingReader reader = NonBlocking.nonBlocking("keys", new StringReader("\u001bq["))) {
      KeyReader keys = new KeyReader(reader, () -> false, now::get);

      assertThat(keys.read(reader.read())).isEqualTo(pressed(Key.ESCAPE));
      assertThat(keys.read(reader.read())).isEqualTo(pressed(Key.of('q')));
      assertThat(keys.read(reader.read())).isEqualTo(pressed(Key.of('[')));
    }
  }

  private static Input pressed(Key key) {
    return new Input.Pressed(key);
  }

  private static List<Input> read(String characters) throws IOException {
    List<Input> inputs = new ArrayList<>();
    try (NonBlockingReader reader = NonBlocking.nonBlocking("keys", new StringReader(characters))) {
      KeyReader keys = new KeyReader(reader, () -> false, System::nanoTime);
      for (int c = reader.read(0); c != NonBlockingReader.EOF; c = reader.read(0)) {
        inputs.add(keys.read(c));
      }
    }
    return inputs;
  }
}
