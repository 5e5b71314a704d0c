package ai.sympozium.cli.run;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.Terminal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Shows the events of runs in the format that the user has chosen. */
final class RunOutput {
  /** Format of the output. */
  enum Format {
    TEXT,
    JSON
  }

  private final Terminal terminal;
  private final InstantSource clock;
  private final Format format;

  RunOutput(Terminal terminal, InstantSource clock, Format format) {
    this.terminal = terminal;
    this.clock = clock;
    this.format = format;
  }

  private interface Source {
    int show(Consumer<RunEvent> output) throws InterruptedException;
  }

  /**
   * Shows the events of a run until it is final.
   *
   * @param created when the run was created
   * @return exit code of its outcome
   */
  int follow(Cluster cluster, AgentRun run, Instant created) throws InterruptedException {
    return show(
        created,
        true,
        output -> {
          RunHistory history = new RunHistory(run, created, GrantSummary.of(run, cluster));
          try (RunFollower follower = new RunFollower(cluster, run, history, output)) {
            return exitCode(follower.follow());
          }
        });
  }

  /** Shows what is stored about a run. */
  int showStored(Cluster cluster, AgentRun run) throws InterruptedException {
    Instant created = Instant.parse(run.getMetadata().getCreationTimestamp());
    return show(
        created,
        false,
        output -> {
          RunHistory history = new RunHistory(run, created, GrantSummary.of(run, cluster));
          history.started(run).forEach(output);
          new StoredSteps(cluster, run, history).read().forEach(output);
          history.completed(run).forEach(output);
          return ExitCode.OK;
        });
  }

  /** Waits until a run is final and shows its last event. */
  int await(Cluster cluster, AgentRun run, Instant created) throws InterruptedException {
    RunHistory history = new RunHistory(run, created, GrantSummary.of(run, cluster));
    RunEvent[] result = new RunEvent[1];
    RunEvent last;
    try (RunFollower follower =
        new RunFollower(
            cluster,
            run,
            history,
            event -> {
              if (event.type() == RunEvent.Type.RESULT) {
                result[0] = event;
              }
            })) {
      last = follower.follow();
    }
    return show(
        created,
        false,
        output -> {
          if (result[0] != null) {
            output.accept(result[0]);
          }
          output.accept(last);
          return exitCode(last);
        });
  }

  private int show(Instant created, boolean live, Source source) throws InterruptedException {
    if (format == Format.JSON) {
      return source.show(event -> {
        terminal.out().println(JsonOutput.line(event));
        terminal.out().flush();
      });
    }
    try (RunScreen screen = new RunScreen(terminal, clock, created)) {
      if (live) {
        screen.start();
      }
      RunPrinter printer = new RunPrinter(screen);
      return source.show(printer::print);
    }
  }

  private static int exitCode(RunEvent last) {
    return last.type() == RunEvent.Type.SUCCEEDED ? ExitCode.OK : ExitCode.REFUSED;
  }
}
