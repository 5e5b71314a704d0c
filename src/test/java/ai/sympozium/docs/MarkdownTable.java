package ai.sympozium.docs;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes a Markdown table row by row. */
final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();

  MarkdownTable(String... titles) {
    row(titles);
    row(Arrays.stream(titles).map(title -> "---").toArray(String[]::new));
  }

  void row(String... cells) {
    text.append(
        Arrays.stream(cells)
            .map(cell -> cell.isEmpty() ? " " : " " + escape(cell) + " ")
            .collect(Collectors.joining("|", "|", "|\n")));
  }

  static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String escape(String cell) {
    return cell.strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
