package ai.sympozium.cli.tui;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.AttributedString;

/** The table of a view, with the page that contains the selected row. */
final class Table {
  private static final int MAX_COLUMN = 44;
  private static final int MIN_COLUMN = 5;
  private static final String GAP = "  ";

  private Table() {}

  /** Returns the header and the rows, exactly {@code height} lines. */
  static List<AttributedString> lines(TuiState state, int width, int height) {
    List<? extends Row> rows = state.rows();
    int selected = state.selectedIndex();
    int page = Math.max(1, height - 1);
    int first = Math.max(0, selected) / page * page;
    List<? extends Row> visible = rows.subList(first, Math.min(rows.size(), first + page));
    int[] widths = widths(state.tab().columns(), visible, state.now(), width - 1);
    List<AttributedString> lines = new ArrayList<>();
    lines.add(Cells.line(" " + row(state.tab().columns(), widths), width, Styles.STRONG));
    for (int i = 0; i < visible.size(); i++) {
      boolean current = first + i == selected;
      String text = (current ? "▸" : " ") + row(visible.get(i).cells(state.now()), widths);
      lines.add(Cells.line(text, width, current ? Styles.SELECTED : Styles.PLAIN));
    }
    Listing<? extends Row> listing = state.data().listing(state.tab());
    if (visible.isEmpty()) {
      lines.add(Cells.line(empty(state, listing), width, Styles.FAINT));
    }
    while (lines.size() < height) {
      lines.add(Cells.line("", width, Styles.PLAIN));
    }
    return lines.subList(0, height);
  }

  private static String empty(TuiState state, Listing<? extends Row> listing) {
    if (!listing.loaded() && listing.problem() == null) {
      return " Loading …";
    }
    String what = state.tab().resource() + " in " + state.namespace();
    if (listing.problem() != null) {
      return " Not shown: " + listing.problem();
    }
    return state.cursor().filter().isEmpty()
        ? " There are no " + what + "."
        : " No " + what + " match the filter. Esc clears it.";
  }

  private static String row(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : GAP).append(Cells.fit(cells.get(i), widths[i]));
    }
    return line.toString();
  }

  /** Gives each column its natural width, then narrows the widest ones until the row fits. */
  private static int[] widths(
      List<String> titles, List<? extends Row> rows, Instant now, int available) {
    int[] widths = titles.stream().mapToInt(Cells::width).toArray();
    for (Row row : rows) {
      List<String> cells = row.cells(now);
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Math.min(MAX_COLUMN, Cells.width(cells.get(i))));
      }
    }
    while (total(widths) > available) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= MIN_COLUMN) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static int total(int[] widths) {
    return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
  }
}
