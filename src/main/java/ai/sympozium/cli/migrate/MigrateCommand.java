package ai.sympozium.cli.migrate;

import ai.sympozium.cli.cluster.ManifestFile;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.console.TerminalSanitizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code migrate -f FILE}. Needs no cluster. */
@RegisterForReflection
@Command(
    name = "migrate",
    description = {
      "Convert manifests of the original project, and print them as YAML. A warning names each"
          + " removed field. If an object cannot be converted, nothing is printed.",
      ""
    })
public final class MigrateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description =
          "Manifests in YAML or JSON, also lists of kubectl get; - reads the standard input.")
  private String file = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "yaml, which is the default.")
  private Format format = Format.YAML;

  enum Format {
    YAML
  }

  public MigrateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ManifestConverter converter = new ManifestConverter();
    ManifestFile.documents(ManifestFile.read(file), file).forEach(converter::add);
    converter
        .warnings()
        .forEach(warning -> terminal.err().println("Warning: " + TerminalSanitizer.line(warning)));
    converter.errors().forEach(terminal::printError);
    if (!converter.errors().isEmpty()) {
      return ExitCode.USAGE;
    }
    terminal.out().print(yaml(converter.converted()));
    terminal.out().flush();
    return ExitCode.OK;
  }

  private static String yaml(List<JsonNode> objects) {
    StringBuilder text = new StringBuilder();
    YAMLMapper mapper = new YAMLMapper();
    try {
      for (JsonNode object : objects) {
        text.append(mapper.writeValueAsString(object));
      }
    } catch (JsonProcessingException e) {
      throw new CommandException(ExitCode.USAGE, "the objects cannot be printed: " + e);
    }
    return text.toString();
  }
}
