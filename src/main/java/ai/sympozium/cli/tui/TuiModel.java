package ai.sympozium.cli.tui;

import ai.sympozium.cli.tui.Overlay.Confirm;
import ai.sympozium.cli.tui.Overlay.Grants;
import ai.sympozium.cli.tui.Overlay.Help;
import ai.sympozium.cli.tui.Overlay.None;
import ai.sympozium.cli.tui.Overlay.Prompt;
import ai.sympozium.cli.tui.Overlay.Skills;
import ai.sympozium.cli.tui.Overlay.Text;
import java.util.ArrayList;
import java.util.List;

/** Decides what an input changes. Pure. */
final class TuiModel {
  /** A transcript keeps its newest lines. */
  static final int MAX_LINES = 5000;

  private TuiModel() {}

  static Step update(TuiState state, Input input) {
    return switch (input) {
      case Input.Pressed pressed -> pressed(state, pressed.key());
      case Input.Pasted pasted -> Step.of(pasted(state, pasted.text()));
      case Input.Changed changed -> Step.of(state.withData(changed.data()));
      case Input.Clock clock -> Step.of(state.withNow(clock.now()));
      case Input.Resized size -> Step.of(state.withSize(size.width(), size.height()));
      case Input.Reported report -> Step.of(reported(state, report));
      case Input.Saved saved -> Step.of(saved(state, saved));
      case Input.Started started ->
          Step.of(
              state
                  .withTab(Tab.RUNS)
                  .withCursor(new TuiState.Cursor(state.namespace() + "/" + started.run(), 0, ""))
                  .withMessage("Run " + started.run() + " is created. l shows its steps.", false));
      case Input.Described described ->
          Step.of(state.withOverlay(new Text(described.title(), described.lines(), 0, "")));
      case Input.TranscriptLine line -> Step.of(transcript(state, line));
      case Input.Namespaces namespaces -> Step.of(namespaces(state, namespaces));
      case Input.ChangeDenied denied -> Step.of(denied(state, denied));
    };
  }

  private static Step pressed(TuiState state, Key key) {
    TuiState fresh = state.withMessage("", false);
    return switch (fresh.overlay()) {
      case None none -> BrowseKeys.pressed(fresh, key);
      case Skills panel -> SkillsKeys.pressed(fresh, panel, key);
      case Prompt prompt -> PromptKeys.pressed(fresh, prompt, key);
      case Confirm confirm -> confirm(fresh, confirm, key);
      case Help help -> isClosing(key, '?') ? close(fresh) : Step.of(fresh);
      case Grants grants ->
          isClosing(key, 'g')
              ? close(fresh)
              : Step.of(
                  fresh.withOverlay(
                      new Grants(
                          scroll(fresh, grants.top(), fresh.data().grants().size() + 1, key))));
      case Text text -> text(fresh, text, key);
    };
  }

  /** A text is for a line that the user writes, and never an answer or a command. */
  private static TuiState pasted(TuiState state, String text) {
    return state.overlay() instanceof Prompt prompt
        ? PromptKeys.pasted(state, prompt, text)
        : state;
  }

  private static Step text(TuiState state, Text text, Key key) {
    if (isClosing(key, text.run().isEmpty() ? 'd' : 'l')) {
      return text.run().isEmpty()
          ? close(state)
          : Step.of(state.withOverlay(new None()), new Effect.Unfollow());
    }
    int lines = TextView.wrapped(text, state.width()).size();
    boolean live = !text.run().isEmpty();
    int top = scroll(state, text.top(), lines + (live ? 1 : 0), key);
    // The end of a transcript stays visible while lines are added.
    boolean atEnd = live && top + state.bodyHeight() - 1 >= lines;
    return Step.of(
        state.withOverlay(
            new Text(text.title(), text.lines(), atEnd ? Text.END : top, text.run())));
  }

  private static Step confirm(TuiState state, Confirm confirm, Key key) {
    if (key.is('y')) {
      return Step.of(state.withOverlay(new None()), confirm.effect());
    }
    return key.is('n') || key.type() == Key.Type.ESCAPE ? close(state) : Step.of(state);
  }

  private static boolean isClosing(Key key, char opener) {
    return key.type() == Key.Type.ESCAPE || key.is('q') || key.is(opener);
  }

  private static Step close(TuiState state) {
    return Step.of(state.withOverlay(new None()));
  }

  private static int scroll(TuiState state, int top, int lines, Key key) {
    int page = state.bodyHeight();
    int last = Math.max(0, lines - page);
    int from = Math.min(top, last);
    int to =
        switch (key.type()) {
          case UP -> from - 1;
          case DOWN -> from + 1;
          case PAGE_UP -> from - page;
          case PAGE_DOWN -> from + page;
          case HOME -> 0;
          case END -> last;
          default -> key.is('k') ? from - 1 : key.is('j') ? from + 1 : from;
        };
    return Math.clamp(to, 0, last);
  }

  private static TuiState reported(TuiState state, Input.Reported report) {
    TuiState shown = state.withMessage(report.text(), report.failed());
    return shown.overlay() instanceof Skills panel && panel.saving()
        ? shown.withOverlay(panel.saving(false))
        : shown;
  }

  private static TuiState saved(TuiState state, Input.Saved saved) {
    boolean open =
        state.overlay() instanceof Skills panel && panel.instance().equals(saved.instance());
    return (open ? state.withOverlay(new None()) : state).withMessage(saved.text(), false);
  }

  private static TuiState transcript(TuiState state, Input.TranscriptLine line) {
    if (!(state.overlay() instanceof Text text) || !text.run().equals(line.run())) {
      return state;
    }
    List<String> lines = new ArrayList<>(text.lines());
    lines.add(line.line());
    return state.withOverlay(
        new Text(
            text.title(),
            lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()),
            text.top(),
            text.run()));
  }

  private static TuiState namespaces(TuiState state, Input.Namespaces namespaces) {
    return state.overlay() instanceof Prompt prompt
            && prompt.question() == Overlay.Question.NAMESPACE
        ? state.withOverlay(
            new Prompt(
                prompt.question(),
                prompt.subject(),
                prompt.text(),
                namespaces.names(),
                namespaces.problem(),
                0))
        : state;
  }

  private static TuiState denied(TuiState state, Input.ChangeDenied denied) {
    return state.overlay() instanceof Skills panel && panel.instance().equals(denied.instance())
        ? state.withOverlay(
            new Skills(panel.instance(), panel.wanted(), panel.cursor(), 0, denied.reason(), false))
        : state;
  }
}
