package ai.sympozium.cli.tui;

import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TextLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import picocli.CommandLine.Help.Ansi;

/** The skills of an instance, and what the next run gains or loses. */
final class SkillsView {
  private static final int RULES_INDENT = 4;

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

  /** Returns what saving changes for the next run. Each skill has its own permissions. */
  static List<String> difference(TuiState state, SkillChoices choices, int width) {
    if (!choices.panel().denied().isEmpty()) {
      return Cells.wrap(choices.panel().denied(), width);
    }
    List<String> lines = new ArrayList<>();
    if (choices.isUnchanged()) {
      return lines;
    }
    lines.add("Next run (active runs keep their skills):");
    choices.enabled().forEach(name -> add(state, name, "+ gains ", width, lines));
    choices.disabled().forEach(name -> add(state, name, "- loses ", width, lines));
    return lines;
  }

  private static void add(TuiState state, String name, String sign, int width, List<String> lines) {
    Optional<Row.PackRow> pack = state.data().pack(name, state.namespace());
    if (pack.isEmpty()) {
      lines.add(sign + name + ": its permissions are unknown, the pack cannot be read");
      return;
    }
    lines.add(sign + name + ": " + pack.get().summary(state.namespace()));
    TextLayout page = new TextLayout(Ansi.OFF, width);
    if (!pack.get().rules().isEmpty()) {
      page.text(2, TextLayout.Tone.PLAIN, "in " + state.namespace());
      RuleFormatter.show(pack.get().rules(), page, RULES_INDENT);
    }
    if (!pack.get().clusterRules().isEmpty()) {
      page.text(2, TextLayout.Tone.PLAIN, "cluster-wide");
      RuleFormatter.show(pack.get().clusterRules(), page, RULES_INDENT);
    }
    lines.addAll(page.lines());
  }
}
