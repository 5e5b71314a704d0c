package ai.sympozium.cli.tui;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** Lines of text that can be scrolled. */
final class TextView {
  private TextView() {}

  static List<AttributedString> lines(TuiState state, Overlay.Text text, int height) {
    List<String> wrapped = wrapped(text, state.width());
    if (wrapped.isEmpty() && !text.run().isEmpty()) {
      wrapped = List.of(" Loading …");
    }
    return page(text.title(), wrapped, text.top(), state.width(), height);
  }

  static List<String> wrapped(Overlay.Text text, int width) {
    return text.lines().stream().flatMap(line -> Cells.wrap(line, width).stream()).toList();
  }

  /** Returns the running clocks of all grants that are alive. */
  static List<AttributedString> grants(TuiState state, int top, int height) {
    List<Row.Grant> grants = state.data().grants();
    List<String> lines = new ArrayList<>();
    int run = widest(grants.stream().map(Row.Grant::run).toList(), "RUN");
    int skill = widest(grants.stream().map(Row.Grant::skill).toList(), "SKILL");
    if (state.data().runs().problem() != null) {
      lines.add(" Not shown: " + state.data().runs().problem());
    } else if (grants.isEmpty()) {
      lines.add(" No skill has permissions now.");
    } else {
      lines.add(
          " ALIVE    "
              + Cells.fit("RUN", run)
              + "  "
              + Cells.fit("SKILL", skill)
              + "  SERVICEACCOUNT");
      grants.forEach(grant ->
          lines.add(
              " "
                  + Cells.fit(Age.clock(grant.since(), state.now()), 7)
                  + "  "
                  + Cells.fit(grant.run(), run)
                  + "  "
                  + Cells.fit(grant.skill(), skill)
                  + "  "
                  + grant.serviceAccount()));
    }
    return page(
        "Grants alive in " + state.namespace() + ": " + grants.size(),
        lines,
        top,
        state.width(),
        height);
  }

  private static int widest(List<String> texts, String title) {
    return Math.min(
        40, Math.max(title.length(), texts.stream().mapToInt(Cells::width).max().orElse(0)));
  }

  static List<AttributedString> page(
      String title, List<String> texts, int top, int width, int height) {
    List<AttributedString> lines = new ArrayList<>();
    int room = height - 1;
    int first = Math.clamp(top, 0, Math.max(0, texts.size() - room));
    int last = Math.min(texts.size(), first + room);
    String position =
        texts.size() > room ? " · lines " + (first + 1) + "-" + last + " of " + texts.size() : "";
    lines.add(Cells.line(" " + title + position, width, Styles.STRONG));
    texts.subList(first, last).forEach(text -> lines.add(Cells.line(text, width, Styles.PLAIN)));
    while (lines.size() < height) {
      lines.add(Cells.line("", width, Styles.PLAIN));
    }
    return lines;
  }
}
