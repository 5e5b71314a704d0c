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

/** The commands {@code explain INSTANCE} and {@code explain run -f FILE}. */
@RegisterForReflection
@Command(
    name = "explain",
    description = {
      "Show what a run would get: permissions, images, mounts and risks, and whether you can start"
          + " it. Nothing is created.",
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
      description = "json: the same information for programs.")
  private @Nullable Format format;

  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name of the SympoziumInstance of the run.")
  private @Nullable String instance;

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
          "explain: an instance or a run is missing. Use: explain INSTANCE, or: explain run -f"
              + " FILE");
    }
    return explain(RunManifest.ofInstance(instance));
  }

  @Command(name = "run", description = "Explain a run that is not created yet.")
  int run(
      @Option(
              names = {"-f", "--filename"},
              required = true,
              paramLabel = "FILE",
              description = "Manifest of the AgentRun; - reads the standard input.")
          String file) {
    return explain(RunManifest.read(file));
  }

  private int explain(RunManifest manifest) {
    try (Cluster cluster = connection.open()) {
      String ofManifest = manifest.run().getMetadata().getNamespace();
      String ofOption = connection.namespace();
      if (ofManifest != null && ofOption != null && !ofManifest.equals(ofOption)) {
        throw new CommandException(
            ExitCode.USAGE,
            "metadata.namespace: " + ofManifest + " differs from --namespace " + ofOption);
      }
      Explanation explanation =
          Explainer.explain(
              manifest.in(Objects.requireNonNullElse(ofManifest, cluster.namespace())), cluster);
      if (format == Format.JSON) {
        terminal.out().println(JsonOutput.json(explanation));
      } else {
        TextLayout page = terminal.page();
        ExplanationPrinter.show(explanation, page, clock.instant());
        terminal.print(page);
      }
      boolean refused =
          explanation.plannable().verdict() == CheckResult.Verdict.NO
              || explanation.youCanStart() == CheckResult.Verdict.NO;
      return refused ? ExitCode.REFUSED : ExitCode.OK;
    }
  }
}
