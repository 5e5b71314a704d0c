package ai.sympozium.cli.tui;

import ai.sympozium.cli.tui.Overlay.Confirm;
import ai.sympozium.cli.tui.Overlay.Prompt;
import ai.sympozium.cli.tui.Overlay.Question;
import ai.sympozium.cli.tui.Overlay.Skills;
import ai.sympozium.cli.tui.Overlay.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of the four views. */
final class BrowseKeys {
  private BrowseKeys() {}

  static Step pressed(TuiState state, Key key) {
    return switch (key.type()) {
      case UP -> move(state, -1);
      case DOWN -> move(state, 1);
      case PAGE_UP -> move(state, -state.bodyHeight());
      case PAGE_DOWN -> move(state, state.bodyHeight());
      case HOME -> Step.of(state.select(0));
      case END -> Step.of(state.select(Integer.MAX_VALUE));
      case ENTER -> describe(state);
      case ESCAPE -> Step.of(state.withCursor(new TuiState.Cursor(state.cursor().id(), 0, "")));
      case CHARACTER -> character(state, key.character());
      case BACKSPACE, UNKNOWN -> Step.of(state);
    };
  }

  private static Step character(TuiState state, int character) {
    return switch (character) {
      case '1', '2', '3', '4' -> Step.of(state.withTab(Tab.values()[character - '1']));
      case 'k' -> move(state, -1);
      case 'j' -> move(state, 1);
      case 's' -> skills(state);
      case 'r' -> run(state);
      case 'l' -> transcript(state);
      case 'g' -> Step.of(state.withOverlay(new Overlay.Grants(0)));
      case 'd' -> describe(state);
      case 'x' -> delete(state);
      case '?' -> Step.of(state.withOverlay(new Overlay.Help()));
      case '/' ->
          Step.of(state.withOverlay(Prompt.of(Question.FILTER, "", state.cursor().filter())));
      case ':' ->
          Step.of(
              state.withOverlay(Prompt.of(Question.NAMESPACE, "", "")),
              new Effect.ListNamespaces());
      case 'q' -> Step.of(state, new Effect.Quit());
      default ->
          Step.of(state.withMessage("This key has no function here. ? lists all keys.", true));
    };
  }

  private static Step move(TuiState state, int rows) {
    return Step.of(state.select(state.selectedIndex() + rows));
  }

  private static Step skills(TuiState state) {
    return state
        .selected()
        .filter(Row.InstanceRow.class::isInstance)
        .map(row ->
            Step.of(
                state.withOverlay(new Skills(row.name(), Map.of(), 0, 0, "", false)),
                new Effect.CheckChange(row.name())))
        .orElseGet(() ->
            Step.of(
                state.withMessage(
                    "s opens the skills of an instance: press 1 and select an instance.", true)));
  }

  private static Step run(TuiState state) {
    return instance(state)
        .map(name -> Step.of(state.withOverlay(Prompt.of(Question.TASK, name, ""))))
        .orElseGet(() ->
            Step.of(
                state.withMessage(
                    "r starts a run of an instance: press 1 and select an instance.", true)));
  }

  private static Optional<String> instance(TuiState state) {
    return state
        .selected()
        .flatMap(row ->
            switch (row) {
              case Row.InstanceRow instance -> Optional.of(instance.name());
              case Row.RunRow run -> Optional.of(run.instance());
              case Row.ScheduleRow schedule -> Optional.of(schedule.instance());
              case Row.PackRow pack -> Optional.empty();
            });
  }

  private static Step transcript(TuiState state) {
    return state
        .selected()
        .flatMap(row ->
            switch (row) {
              case Row.InstanceRow instance ->
                  state.data().newestRun(instance.name()).map(Row::name);
              case Row.RunRow run -> Optional.of(run.name());
              case Row.ScheduleRow schedule ->
                  Optional.of(schedule.lastRun()).filter(name -> !name.isEmpty());
              case Row.PackRow pack -> Optional.empty();
            })
        .map(run ->
            Step.of(
                state.withOverlay(new Text("Transcript of " + run, List.of(), Text.END, run)),
                new Effect.Follow(run)))
        .orElseGet(() ->
            Step.of(state.withMessage("There is no run whose transcript could be shown.", true)));
  }

  private static Step describe(TuiState state) {
    return state
        .selected()
        .map(row -> Step.of(state, new Effect.Describe(state.tab(), row.namespace(), row.name())))
        .orElseGet(() -> Step.of(state));
  }

  private static Step delete(TuiState state) {
    return state
        .selected()
        .map(row ->
            row instanceof Row.RunRow run
                ? Step.of(state.withOverlay(deletion(run)))
                : Step.of(state.withMessage("x deletes runs only: press 2.", true)))
        .orElseGet(() -> Step.of(state));
  }

  private static Confirm deletion(Row.RunRow run) {
    return new Confirm(
        "Delete run "
            + run.name()
            + (run.active()
                ? "? It is active: its work is lost and its permissions are revoked."
                : "? Its result and its transcript are lost."),
        new Effect.DeleteRun(run.name()));
  }
}
