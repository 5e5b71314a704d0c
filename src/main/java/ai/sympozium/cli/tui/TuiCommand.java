package ai.sympozium.cli.tui;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The command {@code tui}. */
@RegisterForReflection
@Command(
    name = "tui",
    description = {
      "Show instances, runs, skills and schedules live, toggle skills and start runs. The key ? lists"
          + " all keys.",
      ""
    })
public final class TuiCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final InstantSource clock;

  public TuiCommand(ConnectionOptions connection, Terminal terminal, InstantSource clock) {
    this.connection = connection;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (System.console() == null
        || !System.console().isTerminal()
        || "dumb".equals(System.getenv("TERM"))) {
      throw new CommandException(
          ExitCode.USAGE,
          "tui: needs an interactive terminal. In a pipe use kubectl get"
              + " sympoziuminstances,agentruns, or kubectl sympozium logs");
    }
    try (Cluster cluster = connection.open()) {
      var context = cluster.client().getConfiguration().getCurrentContext();
      try (TuiTerminal screen = new TuiTerminal(terminal.ansi().enabled());
          TuiLoop loop =
              new TuiLoop(cluster, context == null ? "-" : context.getName(), screen, clock)) {
        loop.run();
      }
    }
    return ExitCode.OK;
  }
}
