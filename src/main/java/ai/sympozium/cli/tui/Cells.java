package ai.sympozium.cli.tui;

import ai.sympozium.cli.console.TerminalSanitizer;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** Fits texts into columns of a terminal. Every text of the screen passes here and is sanitized. */
final class Cells {
  private static final String CUT = "…";

  private Cells() {}

  /** Returns the number of columns of a text; wide characters have two. */
  static int width(String text) {
    return new AttributedString(TerminalSanitizer.line(text)).columnLength();
  }

  /** Truncates a text to a number of columns. */
  static String cut(String text, int columns) {
    String plain = TerminalSanitizer.line(text);
    AttributedString whole = new AttributedString(plain);
    if (whole.columnLength() <= columns) {
      return plain;
    }
    return columns <= 1 ? CUT.repeat(Math.max(0, columns)) : head(whole, columns - 1) + CUT;
  }

  /** Truncates or pads a text to a number of columns. */
  static String fit(String text, int columns) {
    String cut = cut(text, columns);
    return cut + " ".repeat(Math.max(0, columns - new AttributedString(cut).columnLength()));
  }

  /** Wraps a text at any character to lines of a number of columns. */
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    AttributedString rest = new AttributedString(TerminalSanitizer.line(text));
    while (rest.columnLength() > columns) {
      String head = head(rest, columns);
      if (head.isEmpty()) {
        break;
      }
      lines.add(head);
      rest = rest.subSequence(head.length(), rest.length());
    }
    lines.add(rest.toString());
    return lines;
  }

  /** Returns a whole line in a style. */
  static AttributedString line(String text, int columns, AttributedStyle style) {
    return new AttributedString(fit(text, columns), style);
  }

  static AttributedString join(AttributedString left, AttributedString right) {
    return new AttributedStringBuilder().append(left).append(right).toAttributedString();
  }

  /**
   * Returns {@code height} of the lines, padded with empty ones, and a last line if there is one.
   */
  static List<AttributedString> exactly(
      List<AttributedString> lines, int height, @Nullable AttributedString last) {
    List<AttributedString> all = new ArrayList<>(lines.subList(0, Math.min(height, lines.size())));
    while (all.size() < height) {
      all.add(AttributedString.EMPTY);
    }
    if (last != null) {
      all.add(last);
    }
    return all;
  }

  private static String head(AttributedString text, int columns) {
    return text.columnSubSequence(0, columns).toString();
  }
}
