package ai.sympozium.cli.console;

/**
 * Other people's text, made harmless. Control characters could move a terminal's cursor, and
 * characters that turn the direction of writing could change what a line seems to say.
 */
public final class TerminalSanitizer {
  private static final int LONGEST = 240;
  private static final int REPLACEMENT = 0xFFFD;

  private TerminalSanitizer() {}

  /** The text on one line, whatever its length. */
  public static String line(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints().map(TerminalSanitizer::visible).forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /** One value among others: on one line, and so short that it can't hide the rest. */
  public static String value(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST) {
      return line(text);
    }
    return line(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "…";
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
      // Where a text is wrapped it could begin a line, as our own verdicts do.
      case Character.OTHER_SYMBOL -> c == '✓' || c == '✗' || c == '⚠' ? REPLACEMENT : c;
      default -> c;
    };
  }
}
