package ai.sympozium.cli.skill;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.console.TerminalSanitizer;

/** Applies a change of skills and prints what it means for the next run. */
final class ToggleOutput {
  private ToggleOutput() {}

  static int apply(
      ConnectionOptions connection, Terminal terminal, String instance, SkillToggle toggle) {
    SkillToggle.Result result;
    try (Cluster cluster = connection.open()) {
      result = toggle.apply(cluster, instance);
    }
    result.enabled().forEach(pack -> print(terminal, instance, pack, "enabled"));
    result.disabled().forEach(pack -> print(terminal, instance, pack, "disabled"));
    if (result.enabled().isEmpty() && result.disabled().isEmpty()) {
      toggle.enable().forEach(pack -> print(terminal, instance, pack, "is already enabled"));
      toggle.disable().forEach(pack -> print(terminal, instance, pack, "is not enabled"));
    } else if (result.activeRuns() > 0) {
      terminal
          .out()
          .printf("Runs that are active and keep their skills: %d.%n", result.activeRuns());
    }
    result
        .owners()
        .forEach(owner ->
            terminal.printError(
                owner
                    + " applies this entry and will attach the pack again. Remove the entry from its"
                    + " manifest too."));
    terminal.out().flush();
    return ExitCode.OK;
  }

  private static void print(Terminal terminal, String instance, String pack, String change) {
    terminal
        .out()
        .printf(
            "sympoziuminstance.sympozium.ai/%s skill %s %s%n",
            TerminalSanitizer.value(instance), TerminalSanitizer.value(pack), change);
  }
}
