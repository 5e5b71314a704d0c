package ai.sympozium.cli.tui;

import ai.sympozium.cli.console.RuleFormatter;
import ai.sympozium.cli.console.TextLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** The permissions that the next run gains or loses by the choices of the user. */
final class SkillsDifference {
  private static final int RULES_INDENT = 4;

  private SkillsDifference() {}

  /** Returns what saving changes for the next run. Each skill has its own permissions. */
  static List<String> lines(TuiState state, SkillChoices choices, int width) {
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
