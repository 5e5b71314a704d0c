package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code logs RUN}. */
@RegisterForReflection
@Command(
    name = "logs",
    description = {
      "Show the steps of a run: its permissions, each turn and tool call, its result. Works while"
          + " the run is active and after its pod is deleted.",
      ""
    })
public final class LogsCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(paramLabel = "RUN", description = "Name of the AgentRun.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Continue until the run is final. The exit code is that of its outcome.")
  private boolean follow;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json: one JSON object on each line.")
  private RunOutput.@Nullable Format format;

  public LogsCommand(ConnectionOptions connection, Terminal terminal, InstantSource clock) {
    this.connection = connection;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    RunOutput output =
        new RunOutput(terminal, clock, Objects.requireNonNullElse(format, RunOutput.Format.TEXT));
    try (Cluster cluster = connection.open()) {
      AgentRun run = RunReader.require(cluster, name);
      if (!follow) {
        return output.showStored(cluster, run);
      }
      return output.follow(cluster, run, Instant.parse(run.getMetadata().getCreationTimestamp()));
    }
  }
}
