package ai.sympozium.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Reports each error in one sentence, with an exit code. */
class CliMainTest {
  private static final String NOWHERE =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: nowhere, cluster: {server: "https://127.0.0.1:1"}}]
      users: [{name: me, user: {token: secret-token}}]
      contexts: [{name: nowhere, context: {cluster: nowhere, user: me, namespace: shop}}]
      current-context: nowhere
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  private int run(String... args) {
    return CliMain.run(
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), Ansi.OFF, 100),
        InstantSource.system(),
        args);
  }

  private String nowhere() throws IOException {
    return Files.writeString(folder.resolve("kubeconfig"), NOWHERE).toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | a command is missing",
        "frobnicate | frobnicate",
        "report | sub",
        "report run | NAME",
        "report run x y | y",
        "report run x -o xml | xml",
        "report run x --frob | --frob",
        "report run x --kubeconfig /no/such/file | /no/such/file",
        "explain | an instance or a run is missing",
        "explain run | --filename",
        "explain run -f /no/such/run.yaml | /no/such/run.yaml",
        "explain a b | b"
      })
  void shouldReportUsageErrorInOneLine(String line, String text) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8)).startsWith("kubectl sympozium: ").contains(text);
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
  }

  @Test
  void shouldListCommandsOptionsAndExitCodesInHelp() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString(UTF_8))
        .contains("report", "--namespace", "--context", "--kubeconfig", "Exit codes:", "3   ");
  }

  /** All commands below the root: {@code report}, {@code report run} and so on. */
  static List<String> commands() {
    List<String> found = new ArrayList<>();
    Terminal unused =
        new Terminal(
            new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
            Ansi.OFF,
            100);
    addCommands(CliMain.commandLine(unused, InstantSource.system()), "", found);
    return found;
  }

  private static void addCommands(CommandLine parent, String path, List<String> found) {
    parent
        .getSubcommands()
        .forEach((name, command) -> {
          found.add(path + name);
          addCommands(command, path + name + " ", found);
        });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldShowHelpAfterEachCommand(String command) {
    assertThat(run((command + " --help").split(" "))).isEqualTo(ExitCode.OK);
    assertThat(out.toString(UTF_8))
        .startsWith("Usage: kubectl sympozium " + command + " ")
        .contains("-h, --help", "Show this help message and exit.");
    assertThat(err.toString(UTF_8)).isEmpty();

    assertThat(run((command + " -h").split(" "))).isEqualTo(ExitCode.OK);
  }

  @Test
  void shouldHaveTheDocumentedCommands() {
    assertThat(commands())
        .containsExactlyInAnyOrder(
            "explain",
            "explain run",
            "report",
            "report run",
            "run",
            "logs",
            "schedule",
            "schedule next",
            "schedule run",
            "schedule suspend",
            "schedule resume",
            "skill",
            "skill test",
            "skill new",
            "skill enable",
            "skill disable",
            "tui",
            "migrate");
  }

  @Test
  void shouldAcceptConnectionOptionsAtAnyPosition() throws IOException {
    assertThat(run("--kubeconfig", nowhere(), "report", "run", "x", "-n", "demo"))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run("report", "--kubeconfig", nowhere(), "run", "-n", "demo", "x"))
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void shouldReportUnreachableClusterWithoutSecrets() throws IOException {
    assertThat(run("report", "run", "x", "--kubeconfig", nowhere()))
        .isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8))
        .startsWith("kubectl sympozium: the cluster is unavailable: ")
        .doesNotContain("secret-token");
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
  }

  @Test
  void shouldNameContextWhenItDoesNotExist() throws IOException {
    assertThat(run("report", "run", "x", "--kubeconfig", nowhere(), "--context", "prod"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).contains("--context", "\"prod\"");
  }

  @Test
  void shouldNameKubeconfigWhenItIsInvalid() throws IOException {
    Path file = Files.writeString(folder.resolve("broken"), "x: [");

    assertThat(run("report", "run", "x", "--kubeconfig", file.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).contains("--kubeconfig: " + file + " cannot be read");
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
  }

  @Test
  void shouldReportMissingContext() throws IOException {
    Path file = Files.writeString(folder.resolve("empty"), "apiVersion: v1\nkind: Config\n");

    assertThat(run("report", "run", "x", "--kubeconfig", file.toString()))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString(UTF_8)).contains("no kubeconfig with a current context");
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
  }
}
