package ai.sympozium.cli;

import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.explain.ExplainCommand;
import ai.sympozium.cli.report.ReportCommand;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** The role {@code cli}: the command line for people. */
public final class CliMain {
  private CliMain() {}

  public static int run(String... args) {
    // The client's own log would stand between the lines of the answer; errors are told in words.
    Logger.getLogger("").setLevel(Level.OFF);
    return run(Terminal.ofProcess(System.getenv()), InstantSource.system(), args);
  }

  /** One command; gives an exit code of {@link ExitCode}. */
  static int run(Terminal terminal, InstantSource clock, String... args) {
    ConnectionOptions connection = new ConnectionOptions();
    CommandLine line =
        new CommandLine(new RootCommand(connection))
            .addSubcommand(new ExplainCommand(connection, terminal, clock))
            .addSubcommand(new ReportCommand(connection, terminal))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    terminal.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
            .setParameterExceptionHandler((wrong, words) -> {
              terminal.complain(
                  wrong.getMessage()
                      + ". See: "
                      + wrong.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help");
              return ExitCode.USAGE;
            })
            .setExecutionExceptionHandler((e, command, parsed) -> explain(e, terminal));
    return line.execute(args);
  }

  private static int explain(Exception e, Terminal terminal) {
    return switch (e) {
      case CommandException ended -> {
        terminal.complain(String.valueOf(ended.getMessage()));
        yield ended.exit();
      }
      case NotReadableException refused -> {
        terminal.complain(refused.getMessage());
        yield ExitCode.CANNOT_ASK;
      }
      case KubernetesClientException failed -> {
        terminal.complain("the cluster can't be asked: " + words(failed));
        yield ExitCode.CANNOT_ASK;
      }
      default -> {
        terminal.complain("this is a fault of the program itself: " + e);
        for (StackTraceElement at : e.getStackTrace()) {
          terminal.err().println("  at " + at);
        }
        yield ExitCode.CANNOT_ASK;
      }
    };
  }

  private static String words(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      return "it does not accept your credentials. See: kubectl auth whoami";
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof UnknownHostException
        ? "nobody knows the host " + root.getMessage()
        : String.valueOf(root.getMessage());
  }
}
