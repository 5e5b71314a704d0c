package ai.sympozium.cli.tui;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** The skills of an instance, and what the next run gains or loses. */
final class SkillsView {
  private SkillsView() {}

  static List<AttributedString> lines(TuiState state, Overlay.Skills panel, int width, int height) {
    SkillsPage page = SkillsPage.of(state, panel, width - 1, height);
    SkillChoices choices = page.choices();
    List<AttributedString> lines = new ArrayList<>();
    lines.add(Cells.line(" Skills of " + panel.instance(), width, Styles.STRONG));
    int first = choices.cursor() / page.packs() * page.packs();
    for (int i = first; i < Math.min(choices.names().size(), first + page.packs()); i++) {
      lines.add(pack(state, choices, i, width));
    }
    if (choices.names().isEmpty()) {
      lines.add(Cells.line(" There are no packs that you can list.", width, Styles.FAINT));
    }
    if (state.data().packs().problem() != null) {
      String problem = " Not shown: " + state.data().packs().problem();
      lines.add(Cells.line(problem, width, Styles.FAINT));
    }
    if (page.gap()) {
      lines.add(Cells.line("", width, Styles.PLAIN));
    }
    int top = page.first(panel.top());
    int end = top + page.lines();
    for (String text : page.difference().subList(top, end)) {
      lines.add(Cells.line(" " + text, width, Styles.PLAIN));
    }
    if (page.isCut() && page.room() > 1) {
      String position = " Lines " + (top + 1) + "-" + end + " of " + page.difference().size();
      lines.add(Cells.line(position + " · PgUp/PgDn scroll", width, Styles.FAINT));
    }
    while (lines.size() < height - 1) {
      lines.add(Cells.line("", width, Styles.PLAIN));
    }
    String keys = panel.saving() ? " Saving …" : " Space toggle · Enter save · Esc discard";
    return Cells.exactly(lines, height - 1, Cells.line(keys, width, Styles.STRONG));
  }

  private static AttributedString pack(TuiState state, SkillChoices choices, int index, int width) {
    String name = choices.names().get(index);
    boolean current = index == choices.cursor();
    String permissions =
        state
            .data()
            .pack(name, state.namespace())
            .map(pack ->
                pack.summary(state.namespace())
                    + (pack.ready().equals("False") ? " · not ready" : ""))
            .orElse("unknown pack");
    int column = choices.names().stream().mapToInt(Cells::width).max().orElse(0);
    String text =
        (current ? "▸" : " ")
            + (choices.isAttached(name) ? "[x] " : "[ ] ")
            + Cells.fit(name, Math.min(column, 32))
            + (choices.isChanged(name) ? " * " : "   ")
            + permissions;
    return Cells.line(text, width, current ? Styles.SELECTED : Styles.PLAIN);
  }
}
