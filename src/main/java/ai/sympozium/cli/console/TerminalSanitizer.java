package ai.sympozium.cli.console;

/**
 * Makes text of other users safe to print. Control characters can move the cursor of a terminal,
 * and characters that change the direction of writing can change the apparent meaning of a line.
 */
public final class TerminalSanitizer {
  private static final int MAX_LENGTH = 240;
  private static final int REPLACEMENT = 0xFFFD;

  private TerminalSanitizer() {}

  /** Replaces unsafe characters and keeps the text on one line. */
  public static String line(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints().map(TerminalSanitizer::visible).forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /** Sanitizes one value and truncates it, so that it cannot hide the values after it. */
  public static String value(String text) {
    if (text.codePointCount(0, text.length()) <= MAX_LENGTH) {
      return line(text);
    }
    return line(text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH))) + "…";
  }

  private static int visible(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR -> ' ';
      case Character.CONTROL -> c == '\n' || c == '\t' || c == '\r' ? ' ' : REPLACEMENT;
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          REPLACEMENT;
      // A wrapped text could start a line with it and imitate a status line.
      case Character.OTHER_SYMBOL -> c == '✓' || c == '✗' || c == '⚠' ? REPLACEMENT : c;
      default -> c;
    };
  }
}
