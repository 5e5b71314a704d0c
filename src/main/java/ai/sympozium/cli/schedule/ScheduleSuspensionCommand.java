package ai.sympozium.cli.schedule;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands {@code schedule suspend NAME} and {@code schedule resume NAME}. */
@RegisterForReflection
@Command
final class ScheduleSuspensionCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final boolean suspend;

  @Parameters(paramLabel = "NAME", description = "Name of the SympoziumSchedule.")
  private String name = "";

  private ScheduleSuspensionCommand(
      ConnectionOptions connection, Terminal terminal, boolean suspend) {
    this.connection = connection;
    this.terminal = terminal;
    this.suspend = suspend;
  }

  /** Adds both commands. */
  static void addTo(CommandLine parent, ConnectionOptions connection, Terminal terminal) {
    add(
        parent,
        "suspend",
        "Suspend a schedule: it starts no runs until it is resumed. Active runs continue.",
        new ScheduleSuspensionCommand(connection, terminal, true));
    add(
        parent,
        "resume",
        "Resume a schedule. Times during its suspension get no runs.",
        new ScheduleSuspensionCommand(connection, terminal, false));
  }

  private static void add(
      CommandLine parent, String name, String description, ScheduleSuspensionCommand command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().usageMessage().description(description, "");
    parent.addSubcommand(name, line);
  }

  @Override
  public Integer call() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("suspend", suspend);
    try (Cluster cluster = connection.open()) {
      Schedules.patch(cluster, name, patch);
    }
    terminal
        .out()
        .printf("sympoziumschedule.sympozium.ai/%s %s%n", name, suspend ? "suspended" : "resumed");
    terminal.out().flush();
    return ExitCode.OK;
  }
}
