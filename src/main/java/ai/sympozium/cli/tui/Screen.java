package ai.sympozium.cli.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;

/** Draws a state. Pure. */
final class Screen {
  /** The skills of an instance are shown beside the instances from this width on. */
  static final int SPLIT_WIDTH = 110;

  static final int MIN_WIDTH = 40;
  static final int MIN_HEIGHT = 8;

  /** Tabs and keys. */
  private static final int FRAME = 2;

  private static final int MAX_STATUS_LINES = 3;
  private static final String MARK = "│";

  private Screen() {}

  /** Returns one line for each line of the terminal. */
  static List<AttributedString> lines(TuiState state) {
    if (state.width() < MIN_WIDTH || state.height() < MIN_HEIGHT) {
      AttributedString text = Cells.line("The terminal is too small.", state.width(), Styles.BAD);
      return Cells.exactly(List.of(text), state.height(), null);
    }
    List<AttributedString> status = status(state);
    List<AttributedString> lines = new ArrayList<>();
    lines.add(title(state));
    lines.addAll(body(state, state.height() - FRAME - status.size()));
    lines.addAll(status);
    lines.add(Cells.line(" " + hint(state), state.width(), Styles.FAINT));
    return lines;
  }

  /** Returns how a panel of skills is shown. */
  static SkillsPage skills(TuiState state, Overlay.Skills panel) {
    return SkillsPage.of(
        state, panel, skillsWidth(state) - 1, state.height() - FRAME - status(state).size());
  }

  private static int skillsWidth(TuiState state) {
    return state.width() < SPLIT_WIDTH
        ? state.width()
        : state.width() - state.width() / 2 - MARK.length();
  }

  private static AttributedString title(TuiState state) {
    String tabs =
        Stream.of(Tab.values())
                .map(tab ->
                    state.tab() == tab
                        ? "[" + (tab.ordinal() + 1) + " " + tab.title() + "]"
                        : " " + (tab.ordinal() + 1) + " " + tab.title() + " ")
                .collect(Collectors.joining())
            + " ? keys";
    int room = state.width() - Cells.width(tabs) - 1;
    String full = " Sympozium · cluster " + state.context() + " · namespace " + state.namespace();
    String shown =
        Cells.width(full) <= room ? full : " " + state.namespace() + " · " + state.context();
    return Cells.line(
        Cells.fit(shown, Math.max(1, room)) + " " + tabs, state.width(), Styles.STRONG);
  }

  private static List<AttributedString> body(TuiState state, int height) {
    return switch (state.overlay()) {
      case Overlay.Text text -> TextView.lines(state, text, height);
      case Overlay.Grants grants -> TextView.grants(state, grants.top(), height);
      case Overlay.Help help -> HelpView.lines(state, height);
      case Overlay.Skills panel ->
          state.width() < SPLIT_WIDTH
              ? SkillsView.lines(state, panel, state.width(), height)
              : beside(state, panel, height);
      case Overlay.Prompt prompt when prompt.question() == Overlay.Question.NAMESPACE ->
          namespaces(state, prompt, height);
      case Overlay.Prompt prompt -> Table.lines(state, state.width(), height);
      case Overlay.Confirm confirm -> Table.lines(state, state.width(), height);
      case Overlay.None none -> Table.lines(state, state.width(), height);
    };
  }

  private static List<AttributedString> beside(TuiState state, Overlay.Skills panel, int height) {
    int left = state.width() / 2;
    List<AttributedString> table = Table.lines(state, left, height);
    List<AttributedString> skills = SkillsView.lines(state, panel, skillsWidth(state), height);
    List<AttributedString> lines = new ArrayList<>();
    for (int i = 0; i < height; i++) {
      AttributedString mark = new AttributedString(MARK, Styles.FAINT);
      lines.add(Cells.join(Cells.join(table.get(i), mark), skills.get(i)));
    }
    return lines;
  }

  private static List<AttributedString> namespaces(
      TuiState state, Overlay.Prompt prompt, int height) {
    List<String> matching = prompt.matching();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < matching.size(); i++) {
      texts.add((i == prompt.cursor() ? "▸" : " ") + matching.get(i));
    }
    if (!prompt.problem().isEmpty()) {
      texts.add(" " + prompt.problem());
    }
    int top = Math.max(0, prompt.cursor() - height + 2);
    return TextView.page("Namespaces", texts, top, state.width(), height);
  }

  /** Returns the line above the keys; a long text has up to three lines. */
  private static List<AttributedString> status(TuiState state) {
    String text =
        switch (state.overlay()) {
          case Overlay.Prompt prompt -> prompt(prompt, state.width());
          case Overlay.Confirm confirm -> " " + confirm.question() + " y/n";
          default -> state.message().isEmpty() ? " " + summary(state) : " " + state.message();
        };
    boolean shout = state.overlay() instanceof Overlay.Confirm || state.failed();
    return Cells.wrap(text, state.width()).stream()
        .limit(MAX_STATUS_LINES)
        .map(line -> Cells.line(line, state.width(), shout ? Styles.BAD : Styles.PLAIN))
        .toList();
  }

  /** Returns the end of a long text, where the user writes. */
  private static String prompt(Overlay.Prompt prompt, int width) {
    String label =
        switch (prompt.question()) {
          case TASK ->
              " Task for "
                  + prompt.subject()
                  + (prompt.text().length() < PromptKeys.MAX_TASK - 1
                      ? ": "
                      : " (not more than " + PromptKeys.MAX_TASK + " characters): ");
          case FILTER -> " Filter: ";
          case NAMESPACE -> " Namespace: ";
        };
    List<String> lines = Cells.wrap(prompt.text(), Math.max(1, width - Cells.width(label) - 2));
    return label + lines.getLast() + "_";
  }

  private static String summary(TuiState state) {
    Listing<? extends Row> listing = state.data().listing(state.tab());
    if (!listing.loaded()) {
      return "";
    }
    int shown = state.rows().size();
    if (shown == 0 && listing.problem() != null) {
      return "";
    }
    String filter = state.cursor().filter();
    String count =
        filter.isEmpty()
            ? shown + " " + state.tab().resource()
            : shown + " of " + listing.rows().size() + " match \"" + filter + "\"";
    String problem = listing.problem() == null ? "" : " · not complete: " + listing.problem();
    String notReady =
        state.selected().orElse(null) instanceof Row.InstanceRow row && !row.problem().isEmpty()
            ? " · not ready: " + row.problem()
            : "";
    return count + problem + notReady;
  }

  private static String hint(TuiState state) {
    return switch (state.overlay()) {
      case Overlay.None none -> state.tab().hint();
      case Overlay.Skills panel ->
          "Space toggle  PgUp/PgDn scroll  Enter save  Esc discard  d describe";
      case Overlay.Prompt prompt -> "Enter accept  Esc cancel";
      case Overlay.Confirm confirm -> "y yes  n no";
      case Overlay.Help help -> "Esc close";
      case Overlay.Grants grants -> "Up/Down scroll  Esc close";
      case Overlay.Text text -> "Up/Down PgUp/PgDn Home/End scroll  Esc close";
    };
  }
}
