package ai.sympozium.cli.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Lays out lines with a column of labels and a column of texts. Long texts are wrapped within their
 * column. All texts are sanitized.
 *
 * <p>Picocli's {@code TextTable} is not used because it also wraps inside names, after each hyphen.
 */
public final class TextLayout {
  /** Meaning of a line, which decides its colour. */
  public enum Tone {
    PLAIN(null),
    STRONG(Style.bold),
    GOOD(Style.fg_green),
    BAD(Style.fg_red),
    WARNING(Style.fg_yellow);

    private final @Nullable Style style;

    Tone(@Nullable Style style) {
      this.style = style;
    }
  }

  private static final int MIN_TEXT_WIDTH = 20;

  private final List<String> lines = new ArrayList<>();
  private final Ansi ansi;
  private final int width;

  /**
   * Creates an empty layout.
   *
   * @param width maximum length of a line in characters; a longer word stays whole
   */
  public TextLayout(Ansi ansi, int width) {
    this.ansi = ansi;
    this.width = width;
  }

  public void blank() {
    lines.add("");
  }

  public void heading(String text) {
    lines.add(coloured(Tone.STRONG, TerminalSanitizer.line(text)));
  }

  /** Adds a text that starts at column {@code indent}. */
  public void text(int indent, Tone tone, String text) {
    entry(indent, "", indent, tone, text);
  }

  /** Adds a text after a status mark. The sanitizer removes such marks from all texts. */
  public void statusLine(int indent, char mark, Tone tone, String text) {
    writeRow(" ".repeat(indent) + mark, indent + 2, tone, text);
  }

  /** Adds a label at column {@code indent} with a text that starts at {@code column}. */
  public void entry(int indent, String label, int column, Tone tone, String text) {
    writeRow(" ".repeat(indent) + TerminalSanitizer.line(label), column, tone, text);
  }

  private void writeRow(String label, int column, Tone tone, String text) {
    String start = label;
    if (!label.isBlank() && start.length() >= column) {
      lines.add(start);
      start = "";
    }
    int textWidth = Math.max(MIN_TEXT_WIDTH, width - column);
    for (String line : wrap(TerminalSanitizer.line(text), textWidth)) {
      lines.add(
          (start + " ".repeat(column - start.length()) + coloured(tone, line)).stripTrailing());
      start = "";
    }
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  private String coloured(Tone tone, String text) {
    return ansi.enabled() && tone.style != null ? tone.style.on() + text + Style.reset.on() : text;
  }

  private static List<String> wrap(String text, int width) {
    List<String> wrapped = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        wrapped.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    wrapped.add(line.toString());
    return wrapped;
  }
}
