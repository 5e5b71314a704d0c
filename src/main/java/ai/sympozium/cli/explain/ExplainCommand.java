package ai.sympozium.cli.explain;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.console.TextLayout;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code explain INSTANCE} and {@code explain run -f FILE}: what a run would have. */
@RegisterForReflection
@Command(
    name = "explain",
    description = {
      "Tell what a run would have, before there is one: rights, images, mounts, risks, and whether"
          + " you may start it. Nothing is created.",
      ""
    })
public final class ExplainCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final InstantSource clock;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "json: the same for programs.")
  private @Nullable Format format;

  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name of the SympoziumInstance that a run would be of.")
  private @Nullable String instance;

  /** How the answer is written. */
  enum Format {
    TEXT,
    JSON
  }

  public ExplainCommand(ConnectionOptions connection, Terminal terminal, InstantSource clock) {
    this.connection = connection;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (instance == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "explain: name an instance (explain sre-bot) or give a run (explain run -f run.yaml)");
    }
    return explain(RunManifest.ofInstance(instance));
  }

  @Command(name = "run", description = "A run that is not created yet.")
  int run(
      @Option(
              names = {"-f", "--filename"},
              required = true,
              paramLabel = "FILE",
              description = "Manifest of the AgentRun; - reads it from the standard input.")
          String file) {
    return explain(RunManifest.read(file));
  }

  private int explain(RunManifest manifest) {
    try (Cluster cluster = connection.open()) {
      String written = manifest.run().getMetadata().getNamespace();
      String asked = connection.namespace();
      if (written != null && asked != null && !written.equals(asked)) {
        throw new CommandException(
            ExitCode.USAGE,
            "metadata.namespace: the manifest says " + written + " and --namespace says " + asked);
      }
      Explanation explanation =
          Explainer.explain(
              manifest.in(Objects.requireNonNullElse(written, cluster.namespace())), cluster);
      if (format == Format.JSON) {
        terminal.out().println(JsonOutput.json(explanation));
      } else {
        TextLayout page = terminal.page();
        ExplanationPrinter.show(explanation, page, clock.instant());
        terminal.print(page);
      }
      boolean no =
          explanation.planned().verdict() == CheckResult.Verdict.NO
              || explanation.mayStart() == CheckResult.Verdict.NO;
      return no ? ExitCode.NO : ExitCode.FINE;
    }
  }
}
