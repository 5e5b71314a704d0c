package ai.sympozium.cli.console;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of one answer: labels in a column, texts beside them, long texts on several lines of
 * the text's own column. Whatever is put on it is made harmless first.
 */
public final class TextLayout {
  /** What a line is about; the only thing that gets a colour. */
  public enum Tone {
    PLAIN(""),
    STRONG("\u001b[1m"),
    GOOD("\u001b[32m"),
    BAD("\u001b[31m"),
    WARNING("\u001b[33m");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  private static final String END_OF_TONE = "\u001b[0m";

  private final List<String> lines = new ArrayList<>();
  private final boolean colour;
  private final int width;

  /**
   * @param width of a line in characters; a word that is longer than that stays whole
   */
  public TextLayout(boolean colour, int width) {
    this.colour = colour;
    this.width = width;
  }

  public void blank() {
    lines.add("");
  }

  public void heading(String text) {
    lines.add(toned(Tone.STRONG, TerminalSanitizer.line(text)));
  }

  /** A text from column {@code indent} on. */
  public void text(int indent, Tone tone, String text) {
    entry(indent, "", indent, tone, text);
  }

  /** A text after a mark of ours, which no text can set by itself. */
  public void marked(int indent, char mark, Tone tone, String text) {
    lay(" ".repeat(indent) + mark, indent + 2, tone, text);
  }

  /** A label at column {@code indent} and its text from {@code column} on. */
  public void entry(int indent, String label, int column, Tone tone, String text) {
    lay(" ".repeat(indent) + TerminalSanitizer.line(label), column, tone, text);
  }

  private void lay(String label, int column, Tone tone, String text) {
    String start = label;
    if (!label.isBlank() && start.length() >= column) {
      lines.add(start);
      start = "";
    }
    for (String line : wrapped(TerminalSanitizer.line(text), Math.max(20, width - column))) {
      lines.add((start + " ".repeat(column - start.length()) + toned(tone, line)).stripTrailing());
      start = "";
    }
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  private String toned(Tone tone, String text) {
    return colour && tone != Tone.PLAIN ? tone.code + text + END_OF_TONE : text;
  }

  private static List<String> wrapped(String text, int width) {
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
