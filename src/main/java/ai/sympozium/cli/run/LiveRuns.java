package ai.sympozium.cli.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import picocli.CommandLine.Help.Ansi;

/** Creates and follows runs for a program that shows their steps itself. */
public final class LiveRuns {
  private LiveRuns() {}

  /** Creates a run of an instance and returns its name. */
  public static String create(Cluster cluster, String instance, String task) {
    NewRun run = NewRun.of(instance, task, null);
    return run.create(run.in(cluster, null)).getMetadata().getName();
  }

  /** Passes the lines of {@code logs --follow} to an output until the run is final. */
  public static void follow(
      Cluster cluster, String name, InstantSource clock, Consumer<String> output)
      throws InterruptedException {
    AgentRun run = RunReader.require(cluster, name);
    PrintStream lines = new PrintStream(new LineSplitter(output), true, UTF_8);
    Terminal terminal = new Terminal(lines, lines, Ansi.OFF, Integer.MAX_VALUE);
    new RunOutput(terminal, clock, RunOutput.Format.TEXT)
        .follow(cluster, run, Instant.parse(run.getMetadata().getCreationTimestamp()));
  }

  /** Passes each complete line on. */
  private static final class LineSplitter extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> output;

    LineSplitter(Consumer<String> output) {
      this.output = output;
    }

    @Override
    public void write(int b) {
      if (b == '\n') {
        output.accept(line.toString(UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
