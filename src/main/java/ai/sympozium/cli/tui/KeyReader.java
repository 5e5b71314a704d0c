package ai.sympozium.cli.tui;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jline.utils.NonBlockingReader;

/**
 * Reads keys and pasted texts from the characters of a terminal with bracketed paste. The
 * characters of a pasted text are never keys.
 */
final class KeyReader {
  static final String PASTE_ON = "\u001b[?2004h";
  static final String PASTE_OFF = "\u001b[?2004l";

  /** Longer texts are cut. */
  static final int MAX_PASTE = 16_384;

  private static final String PASTE_BEGIN = "200~";
  private static final String PASTE_END = "\u001b[201~";
  private static final int ESCAPE = 27;

  /** The key Esc acts after this time. */
  private static final long ESCAPE_MILLIS = 100;

  /** A slow connection or machine can interrupt the characters of a sequence for so long. */
  private static final long SEQUENCE_MILLIS = 1_000;

  private static final long READ_MILLIS = 100;

  private final NonBlockingReader reader;
  private final BooleanSupplier closed;
  private final LongSupplier nanoTime;
  private long sequenceUntil;

  /**
   * Creates a reader.
   *
   * @param closed whether the terminal is closed, so that a paste ends
   * @param nanoTime as {@link System#nanoTime}
   */
  KeyReader(NonBlockingReader reader, BooleanSupplier closed, LongSupplier nanoTime) {
    this.reader = reader;
    this.closed = closed;
    this.nanoTime = nanoTime;
    this.sequenceUntil = nanoTime.getAsLong();
  }

  /**
   * Returns the key or text that begins with a character. After the key Esc, the rest of a sequence
   * can still arrive: the answer of a terminal, which the program did not wait for, is no key.
   */
  Input read(int c) throws IOException {
    boolean late = sequenceUntil - nanoTime.getAsLong() > 0;
    sequenceUntil = nanoTime.getAsLong();
    if (late && isIntroducer(c)) {
      return sequence();
    }
    return switch (c) {
      case '\r', '\n' -> new Input.Pressed(Key.ENTER);
      case '\b', 127 -> new Input.Pressed(Key.BACKSPACE);
      case ESCAPE -> escape();
      default -> new Input.Pressed(character(c));
    };
  }

  private Key character(int c) throws IOException {
    if (Character.isHighSurrogate((char) c)) {
      int low = reader.read(SEQUENCE_MILLIS);
      return low < 0 ? Key.UNKNOWN : Key.of(Character.toCodePoint((char) c, (char) low));
    }
    return c < ' ' ? Key.UNKNOWN : Key.of(c);
  }

  /**
   * An escape character alone is the key Esc; otherwise the rest of the sequence follows at once.
   */
  private Input escape() throws IOException {
    int next = reader.peek(ESCAPE_MILLIS);
    if (!isIntroducer(next)) {
      sequenceUntil = nanoTime.getAsLong() + Duration.ofMillis(SEQUENCE_MILLIS).toNanos();
      return new Input.Pressed(Key.ESCAPE);
    }
    reader.read();
    return sequence();
  }

  private static boolean isIntroducer(int c) {
    return c == '[' || c == 'O';
  }

  private Input sequence() throws IOException {
    StringBuilder sequence = new StringBuilder();
    int c;
    do {
      c = reader.read(SEQUENCE_MILLIS);
      if (c < 0) {
        return new Input.Pressed(Key.UNKNOWN);
      }
      sequence.append((char) c);
    } while (c < '@');
    return sequence.toString().equals(PASTE_BEGIN)
        ? new Input.Pasted(paste())
        : new Input.Pressed(key(sequence.toString()));
  }

  private static Key key(String sequence) {
    return switch (sequence) {
      case "A" -> Key.UP;
      case "B" -> Key.DOWN;
      case "H", "1~", "7~" -> Key.HOME;
      case "F", "4~", "8~" -> Key.END;
      case "5~" -> Key.PAGE_UP;
      case "6~" -> Key.PAGE_DOWN;
      default -> Key.UNKNOWN;
    };
  }

  /** Reads until the end of the paste, also if a slow connection interrupts it. */
  private String paste() throws IOException {
    StringBuilder text = new StringBuilder();
    int matched = 0;
    while (matched < PASTE_END.length() && !closed.getAsBoolean()) {
      int c = reader.read(READ_MILLIS);
      if (c == NonBlockingReader.EOF) {
        break;
      }
      if (c < 0) {
        continue;
      }
      if (c == PASTE_END.charAt(matched)) {
        matched++;
        continue;
      }
      append(text, PASTE_END.substring(0, matched));
      matched = c == ESCAPE ? 1 : 0;
      if (matched == 0) {
        append(text, String.valueOf((char) c));
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String more) {
    if (text.length() + more.length() <= MAX_PASTE) {
      text.append(more);
    }
  }
}
