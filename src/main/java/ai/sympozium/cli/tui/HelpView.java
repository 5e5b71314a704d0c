package ai.sympozium.cli.tui;

import java.util.List;
import org.jline.utils.AttributedString;

/** The list of all keys. */
final class HelpView {
  static final List<String> KEYS =
      List.of(
          " 1 2 3 4      Instances, Runs, Skills, Schedules",
          " Up Down      select a row, also k and j; PgUp, PgDn, Home, End",
          " s            skills of the selected instance",
          "   Space      attach or detach a pack",
          "   PgUp PgDn  scroll the permissions that the next run gains or loses",
          "   Enter      save: the next run gains or loses the permissions that are shown",
          "   Esc        discard the changes",
          " r            start a run of the selected instance, with a task that you write",
          " l            transcript of the selected run, live while the run is active",
          " g            grants that are alive now, with the time since they were granted",
          " d            describe the selected object",
          " x            delete the selected run, after a question",
          " /            filter the rows; Esc clears the filter",
          " :            namespaces",
          " ?            this list",
          " q Ctrl-C     quit; q closes a list or text that is open");

  private HelpView() {}

  static List<AttributedString> lines(TuiState state, int height) {
    return TextView.page("Keys", KEYS, 0, state.width(), height);
  }
}
