package ai.sympozium.cli.tui;

import ai.sympozium.cli.tui.Overlay.None;
import ai.sympozium.cli.tui.Overlay.Prompt;
import ai.sympozium.cli.tui.Overlay.Question;
import java.util.List;

/** Keys of a line that the user writes. */
final class PromptKeys {
  private static final int MAX_TASK = 4096;

  private PromptKeys() {}

  static Step pressed(TuiState state, Prompt prompt, Key key) {
    return switch (key.type()) {
      case CHARACTER ->
          prompt.text().length() < MAX_TASK
              ? edited(state, prompt, prompt.text() + Character.toString(key.character()))
              : Step.of(state);
      case BACKSPACE ->
          prompt.text().isEmpty()
              ? Step.of(state)
              : edited(
                  state,
                  prompt,
                  prompt
                      .text()
                      .substring(0, prompt.text().offsetByCodePoints(prompt.text().length(), -1)));
      case UP -> Step.of(state.withOverlay(at(prompt, prompt.cursor() - 1)));
      case DOWN -> Step.of(state.withOverlay(at(prompt, prompt.cursor() + 1)));
      case ESCAPE -> cancel(state, prompt);
      case ENTER -> accept(state.withOverlay(new None()), prompt);
      default -> Step.of(state);
    };
  }

  /** A filter acts while it is written. */
  private static Step edited(TuiState state, Prompt prompt, String text) {
    TuiState next = state.withOverlay(prompt.withText(text));
    return Step.of(
        prompt.question() == Question.FILTER
            ? next.withCursor(new TuiState.Cursor(state.cursor().id(), 0, text))
            : next);
  }

  private static Prompt at(Prompt prompt, int cursor) {
    int last = Math.max(0, prompt.matching().size() - 1);
    return new Prompt(
        prompt.question(),
        prompt.subject(),
        prompt.text(),
        prompt.choices(),
        prompt.problem(),
        Math.clamp(cursor, 0, last));
  }

  private static Step cancel(TuiState state, Prompt prompt) {
    TuiState closed = state.withOverlay(new None());
    return Step.of(
        prompt.question() == Question.FILTER
            ? closed.withCursor(new TuiState.Cursor(state.cursor().id(), 0, ""))
            : closed);
  }

  private static Step accept(TuiState closed, Prompt prompt) {
    String text = prompt.text().strip();
    return switch (prompt.question()) {
      case FILTER -> Step.of(closed);
      case TASK ->
          text.isEmpty()
              ? Step.of(closed.withMessage("No run is started: the task is empty.", true))
              : Step.of(
                  closed.withMessage("Starting a run of " + prompt.subject() + " …", false),
                  new Effect.StartRun(prompt.subject(), text));
      case NAMESPACE -> {
        List<String> matching = prompt.matching();
        // A name is also accepted if the user may not list namespaces.
        String chosen =
            matching.isEmpty() || matching.contains(text) ? text : matching.get(prompt.cursor());
        yield chosen.isEmpty()
            ? Step.of(closed)
            : Step.of(closed.inNamespace(chosen), new Effect.UseNamespace(chosen));
      }
    };
  }
}
