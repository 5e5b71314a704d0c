package ai.sympozium.cli.tui;

import ai.sympozium.cli.tui.Overlay.None;
import ai.sympozium.cli.tui.Overlay.Prompt;
import ai.sympozium.cli.tui.Overlay.Question;
import java.util.List;
import java.util.regex.Pattern;

/** Keys of a line that the user writes. */
final class PromptKeys {
  static final int MAX_TASK = 4096;

  private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n?");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

  private PromptKeys() {}

  static Step pressed(TuiState state, Prompt prompt, Key key) {
    return switch (key.type()) {
      case CHARACTER -> Step.of(written(state, prompt, Character.toString(key.character())));
      case BACKSPACE -> Step.of(prompt.text().isEmpty() ? state : shortened(state, prompt));
      case UP -> Step.of(state.withOverlay(at(prompt, prompt.cursor() - 1)));
      case DOWN -> Step.of(state.withOverlay(at(prompt, prompt.cursor() + 1)));
      case ESCAPE -> cancel(state, prompt);
      case ENTER -> accept(state.withOverlay(new None()), prompt);
      default -> Step.of(state);
    };
  }

  private static TuiState shortened(TuiState state, Prompt prompt) {
    String text = prompt.text();
    return edited(state, prompt, text.substring(0, text.offsetByCodePoints(text.length(), -1)));
  }

  /** Adds a pasted text. A task keeps its lines. */
  static TuiState pasted(TuiState state, Prompt prompt, String text) {
    String lines = CONTROL.matcher(LINE_BREAK.matcher(text).replaceAll("\n")).replaceAll("");
    return written(
        state,
        prompt,
        prompt.question() == Question.TASK ? lines : lines.strip().replace('\n', ' '));
  }

  private static TuiState written(TuiState state, Prompt prompt, String more) {
    int room = MAX_TASK - prompt.text().length();
    int end = Math.min(more.length(), Math.max(0, room));
    boolean splits =
        end > 0 && end < more.length() && Character.isHighSurrogate(more.charAt(end - 1));
    return edited(state, prompt, prompt.text() + more.substring(0, splits ? end - 1 : end));
  }

  /** A filter acts while it is written. */
  private static TuiState edited(TuiState state, Prompt prompt, String text) {
    TuiState next = state.withOverlay(prompt.withText(text));
    return prompt.question() == Question.FILTER
        ? next.withCursor(new TuiState.Cursor(state.cursor().id(), 0, text))
        : next;
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
