package ai.sympozium.cli.schedule;

import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code schedule suspend NAME}. */
@RegisterForReflection
@Command(
    name = "suspend",
    description = {
      "Suspend a schedule: it starts no runs until it is resumed. Active runs continue.",
      ""
    })
final class ScheduleSuspendCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;

  @Parameters(paramLabel = "NAME", description = "Name of the SympoziumSchedule.")
  private String name = "";

  ScheduleSuspendCommand(ConnectionOptions connection, Terminal terminal) {
    this.connection = connection;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return Suspension.set(connection, terminal, name, true);
  }
}
