package ai.sympozium.cli.skill;

import ai.sympozium.api.SkillPack;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.console.TextLayout;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code skill test PACK}. */
@RegisterForReflection
@Command(
    name = "test",
    description = {
      "Test the commands in the documents of a SkillPack: their syntax, programs and permissions,"
          + " and that each permission is used. With --namespace, execute them there: in a run"
          + " with the pack, on objects that the test creates and deletes.",
      ""
    })
final class SkillTestCommand implements Callable<Integer> {
  private static final int MAX_TIMEOUT_SECONDS = 120;

  private final ConnectionOptions connection;
  private final Terminal terminal;

  enum Format {
    TEXT,
    JSON
  }

  @Parameters(
      paramLabel = "FILE|NAME",
      description = "Manifest of the pack, - for the standard input, or name of a SkillPack.")
  private String pack = "";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "Value of a placeholder in the commands. Can be given several times. Without it, a"
              + " placeholder such as NAMESPACE, POD or NAME means an object of the test.")
  private Map<String, String> values = new LinkedHashMap<>();

  @Option(
      names = "--param",
      paramLabel = "KEY=VALUE",
      description =
          "Parameter of the pack, as in spec.skills[].params of an instance. Can be given several"
              + " times.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--setup",
      paramLabel = "FILE",
      description =
          "Manifests of objects that the commands need, such as the Secret of the pack. The test"
              + " creates them first, and deletes them afterwards.")
  private @Nullable String setup;

  @Option(
      names = "--command-timeout",
      paramLabel = "SECONDS",
      defaultValue = SkillTestSettings.DEFAULT_TIMEOUT,
      description = "Time for each command, up to 120. Default: ${DEFAULT-VALUE}.")
  private int timeoutSeconds;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the result to this file as XML in the format of JUnit.")
  private @Nullable Path junit;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json: the same information for programs.")
  private @Nullable Format format;

  SkillTestCommand(ConnectionOptions connection, Terminal terminal) {
    this.connection = connection;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS) {
      throw new CommandException(
          ExitCode.USAGE, "--command-timeout: " + timeoutSeconds + " is not between 1 and 120");
    }
    SkillTestResult result = test();
    if (junit != null) {
      write(junit, JUnitReport.xml(result));
    }
    if (format == Format.JSON) {
      terminal.out().println(JsonOutput.json(result));
    } else {
      TextLayout page = terminal.page();
      SkillTestPrinter.show(result, page);
      terminal.print(page);
    }
    return result.passed() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private SkillTestResult test() {
    boolean file = PackReader.isFile(pack);
    List<JsonNode> manifests = setup == null ? List.of() : SetupManifests.read(setup);
    if (connection.namespace() == null && !(params.isEmpty() && setup == null)) {
      throw new CommandException(
          ExitCode.USAGE,
          (params.isEmpty() ? "--setup" : "--param")
              + " is for a test that executes the commands. Add --namespace with an empty namespace.");
    }
    if (connection.namespace() == null && file) {
      return SkillTest.check(PackReader.file(pack), values);
    }
    try (Cluster cluster = connection.open()) {
      SkillPack read = file ? PackReader.file(pack) : PackReader.ofCluster(cluster, pack);
      return connection.namespace() == null
          ? SkillTest.check(read, values)
          : SkillTest.run(
              cluster,
              read,
              new SkillTestSettings(values, params, manifests, timeoutSeconds, file),
              this::progress);
    }
  }

  private void progress(String step) {
    terminal.err().println(step);
    terminal.err().flush();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "--junit: " + file + " cannot be written: " + e.getMessage());
    }
  }
}
