package ai.sympozium.cli.skill;

import ai.sympozium.cli.console.TerminalSanitizer;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.console.TextLayout.Tone;
import ai.sympozium.cli.skill.CommandResult.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Prints the result of a test as tables. */
final class SkillTestPrinter {
  private static final int GAP = 2;
  private static final int MAX_PLACE = 40;
  private static final int MAX_PLACES = 3;

  private final SkillTestResult result;
  private final TextLayout page;

  private SkillTestPrinter(SkillTestResult result, TextLayout page) {
    this.result = result;
    this.page = page;
  }

  static void show(SkillTestResult result, TextLayout page) {
    new SkillTestPrinter(result, page).show();
  }

  private void show() {
    int failed = result.failedCommands().size();
    page.heading(
        TerminalSanitizer.value(result.pack())
            + ": "
            + count(result.commands().size(), "command")
            + (result.namespace() == null
                ? " checked, not executed"
                : " executed in " + result.namespace())
            + (failed == 0 ? "" : ", " + failed + " failed"));
    commands();
    permissions();
    result.notes().forEach(note -> page.statusLine(0, '?', Tone.WARNING, note));
    page.blank();
    page.text(0, result.passed() ? Tone.GOOD : Tone.BAD, summary(failed));
  }

  private String summary(int failed) {
    int unused = result.unusedPermissions().size();
    return result.passed()
        ? "passed"
        : "failed: "
            + String.join(
                ", ",
                Stream.of(
                        failed == 0 ? "" : count(failed, "command"),
                        unused == 0 ? "" : count(unused, "unused permission"))
                    .filter(text -> !text.isEmpty())
                    .toList());
  }

  private void commands() {
    int place = 0;
    int outcome = 0;
    for (CommandResult command : result.commands()) {
      place = Math.max(place, Math.min(MAX_PLACE, command.place().length()));
      outcome = Math.max(outcome, text(command).length());
    }
    for (CommandResult command : result.commands()) {
      page.statusLine(
          0,
          command.outcome().isFailure() ? '✗' : '✓',
          command.outcome().isFailure() ? Tone.BAD : Tone.PLAIN,
          pad(command.place(), place) + pad(text(command), outcome) + value(command.command()));
      if (command.outcome() != Outcome.OK && !command.message().isEmpty()) {
        page.text(2 + place + GAP, Tone.PLAIN, value(command.message()));
      }
    }
  }

  private static String text(CommandResult command) {
    String text =
        command.outcome() == Outcome.EXIT_CODE
            ? "exit code " + command.exitCode()
            : command.outcome().text();
    return command.durationMillis() == null ? text : text + " " + command.durationMillis() + " ms";
  }

  private static String pad(String text, int width) {
    String plain = value(text);
    return plain + " ".repeat(Math.max(1, width + GAP - plain.length()));
  }

  private static String value(String text) {
    return TerminalSanitizer.value(text);
  }

  private void permissions() {
    if (result.permissions().isEmpty()) {
      return;
    }
    page.blank();
    page.heading("permissions");
    Map<List<Object>, String> rows = new LinkedHashMap<>();
    for (PermissionResult permission : result.permissions()) {
      rows.merge(
          List.of(
              permission.clusterWide(),
              permission.use(),
              permission.describe().substring(permission.verb().length() + 1),
              users(permission)),
          permission.verb(),
          (verbs, verb) -> verbs + " " + verb);
    }
    rows.forEach(this::row);
    if (!result.unusedPermissions().isEmpty()) {
      page.text(
          2,
          Tone.PLAIN,
          "Remove unused permissions from spec.sidecar.rbac or clusterRBAC, or document commands"
              + " that need them.");
    }
  }

  private void row(List<Object> row, String verbs) {
    PermissionResult.Use use = (PermissionResult.Use) row.get(1);
    String permission =
        value(verbs + " " + row.get(2)) + (row.get(0).equals(true) ? " (cluster-wide)" : "");
    switch (use) {
      case USED -> page.statusLine(0, '✓', Tone.PLAIN, permission + ": " + row.get(3));
      case UNUSED -> page.statusLine(0, '✗', Tone.BAD, permission + ": unused");
      case UNOBSERVABLE ->
          page.statusLine(0, '-', Tone.PLAIN, permission + ": no command can show its use");
    }
  }

  private static String users(PermissionResult permission) {
    List<String> users = permission.usedBy();
    String first = String.join(", ", users.stream().limit(MAX_PLACES).toList());
    return users.size() > MAX_PLACES
        ? first + " and " + (users.size() - MAX_PLACES) + " more"
        : first;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
