package ai.sympozium.cli.tui;

import ai.sympozium.cli.tui.Overlay.None;
import ai.sympozium.cli.tui.Overlay.Skills;
import java.util.Map;
import java.util.TreeMap;

/** Keys of the skills of an instance: Space toggles, PgDn scrolls, Enter saves, Esc discards. */
final class SkillsKeys {
  private SkillsKeys() {}

  static Step pressed(TuiState state, Skills panel, Key key) {
    if (panel.saving()) {
      return Step.of(state);
    }
    SkillChoices choices = SkillChoices.of(state, panel);
    return switch (key.type()) {
      case UP -> move(state, choices, -1);
      case DOWN -> move(state, choices, 1);
      case PAGE_UP -> scroll(state, panel, -1);
      case PAGE_DOWN -> scroll(state, panel, 1);
      case ENTER -> save(state, choices);
      case ESCAPE ->
          Step.of(
              state
                  .withOverlay(new None())
                  .withMessage(choices.isUnchanged() ? "" : "The changes are discarded.", false));
      case CHARACTER -> character(state, choices, key);
      default -> Step.of(state);
    };
  }

  private static Step character(TuiState state, SkillChoices choices, Key key) {
    return switch (key.character()) {
      case ' ' -> toggle(state, choices);
      case 'k' -> move(state, choices, -1);
      case 'j' -> move(state, choices, 1);
      case 'q', 's' ->
          choices.isUnchanged()
              ? Step.of(state.withOverlay(new None()))
              : Step.of(state.withMessage("There are changes: Enter saves, Esc discards.", true));
      case 'd' -> describe(state, choices);
      default -> Step.of(state);
    };
  }

  private static Step move(TuiState state, SkillChoices choices, int rows) {
    int last = Math.max(0, choices.names().size() - 1);
    return Step.of(
        state.withOverlay(choices.panel().at(Math.clamp(choices.cursor() + rows, 0, last))));
  }

  private static Step scroll(TuiState state, Skills panel, int pages) {
    SkillsPage page = Screen.skills(state, panel);
    return Step.of(
        state.withOverlay(panel.from(page.first(page.first(panel.top()) + pages * page.lines()))));
  }

  private static Step toggle(TuiState state, SkillChoices choices) {
    if (choices.names().isEmpty()) {
      return Step.of(state);
    }
    String name = choices.names().get(choices.cursor());
    Map<String, Boolean> wanted = new TreeMap<>(choices.panel().wanted());
    wanted.put(name, !choices.isAttached(name));
    return Step.of(state.withOverlay(choices.panel().with(wanted)));
  }

  private static Step save(TuiState state, SkillChoices choices) {
    Skills panel = choices.panel();
    if (choices.isUnchanged()) {
      return Step.of(state.withOverlay(new None()));
    }
    if (!panel.denied().isEmpty()) {
      return Step.of(state.withMessage(panel.denied(), true));
    }
    return Step.of(
        state.withOverlay(panel.saving(true)),
        new Effect.SaveSkills(panel.instance(), choices.enabled(), choices.disabled()));
  }

  /** The changes would be lost, because the description covers them. */
  private static Step describe(TuiState state, SkillChoices choices) {
    if (choices.names().isEmpty() || !choices.isUnchanged()) {
      return Step.of(state.withMessage("d describes a pack when there are no changes.", true));
    }
    return state
        .data()
        .pack(choices.names().get(choices.cursor()), state.namespace())
        .map(pack -> Step.of(state, new Effect.Describe(Tab.SKILLS, pack.namespace(), pack.name())))
        .orElseGet(() -> Step.of(state.withMessage("This pack cannot be read.", true)));
  }
}
