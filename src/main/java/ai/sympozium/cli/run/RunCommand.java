package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.JsonOutput;
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

/** The command {@code run INSTANCE TASK}. */
@RegisterForReflection
@Command(
    name = "run",
    description = {
      "Start a run of an instance, and follow it until it is final. Use --follow or --wait, or the"
          + " command only creates the run.",
      ""
    })
public final class RunCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name of the SympoziumInstance. Replaces the one of the manifest.")
  private @Nullable String instance;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TASK",
      description = "Task for the agent. Replaces the one of the manifest.")
  private @Nullable String task;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "Manifest of an AgentRun with more settings; - reads the standard input.")
  private @Nullable String file;

  @Option(names = "--follow", description = "Show the steps of the run while it is active.")
  private boolean follow;

  @Option(names = "--wait", description = "Wait until the run is final and show its result.")
  private boolean waitForResult;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json: one JSON object on each line.")
  private RunOutput.@Nullable Format format;

  public RunCommand(ConnectionOptions connection, Terminal terminal, InstantSource clock) {
    this.connection = connection;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    NewRun newRun = NewRun.of(instance, task, file);
    RunOutput.Format chosen = Objects.requireNonNullElse(format, RunOutput.Format.TEXT);
    RunOutput output = new RunOutput(terminal, clock, chosen);
    try (Cluster opened = connection.open()) {
      Cluster cluster = newRun.in(opened, connection.namespace());
      Instant created = clock.instant();
      AgentRun run = newRun.create(cluster);
      if (!follow && !waitForResult) {
        printCreated(run, chosen);
        return ExitCode.OK;
      }
      Thread interrupted = new Thread(() -> printGoesOn(run));
      Runtime.getRuntime().addShutdownHook(interrupted);
      try {
        if (follow && chosen == RunOutput.Format.TEXT) {
          terminal
              .out()
              .printf(
                  "Run %s: \"%s\"%n",
                  run.getMetadata().getName(), NewRun.title(run.getSpec().task()));
        }
        return follow ? output.follow(cluster, run, created) : output.await(cluster, run, created);
      } finally {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      }
    }
  }

  private void printCreated(AgentRun run, RunOutput.Format chosen) {
    String name = run.getMetadata().getName();
    if (chosen == RunOutput.Format.JSON) {
      terminal
          .out()
          .println(
              JsonOutput.line(
                  new RunEventBuilder(
                          Instant.parse(run.getMetadata().getCreationTimestamp()),
                          RunEvent.Type.CREATED,
                          run.getMetadata().getNamespace(),
                          name)
                      .build()));
      return;
    }
    terminal
        .out()
        .printf(
            "agentrun.sympozium.ai/%s created. Follow it: kubectl sympozium logs -f %s -n %s%n",
            name, name, run.getMetadata().getNamespace());
  }

  private void printGoesOn(AgentRun run) {
    String name = run.getMetadata().getName();
    String namespace = run.getMetadata().getNamespace();
    terminal
        .err()
        .printf(
            "%nThe run continues. Follow it: kubectl sympozium logs -f %s -n %s%n"
                + "Delete it: kubectl delete agentrun %s -n %s%n",
            name, namespace, name, namespace);
    terminal.err().flush();
  }
}
