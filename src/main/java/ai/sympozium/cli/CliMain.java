package ai.sympozium.cli;

import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.cluster.NotReadableException;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.explain.ExplainCommand;
import ai.sympozium.cli.migrate.MigrateCommand;
import ai.sympozium.cli.report.ReportCommand;
import ai.sympozium.cli.run.LogsCommand;
import ai.sympozium.cli.run.RunCommand;
import ai.sympozium.cli.schedule.ScheduleCommand;
import ai.sympozium.cli.skill.SkillCommand;
import ai.sympozium.cli.tui.TuiCommand;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Entry point of the role {@code cli}, the kubectl plugin. */
public final class CliMain {
  private CliMain() {}

  public static int run(String... args) {
    // Log lines of the client would mix with the result; errors are printed as messages.
    Logger.getLogger("").setLevel(Level.OFF);
    return run(Terminal.ofProcess(System.getenv()), InstantSource.system(), args);
  }

  /** Executes one command and returns a code of {@link ExitCode}. */
  static int run(Terminal terminal, InstantSource clock, String... args) {
    return commandLine(terminal, clock).execute(args);
  }

  /** Creates all commands. */
  static CommandLine commandLine(Terminal terminal, InstantSource clock) {
    ConnectionOptions connection = new ConnectionOptions();
    CommandLine line =
        new CommandLine(new RootCommand(connection))
            .addSubcommand(new ExplainCommand(connection, terminal, clock))
            .addSubcommand(new ReportCommand(connection, terminal))
            .addSubcommand(new RunCommand(connection, terminal, clock))
            .addSubcommand(new LogsCommand(connection, terminal, clock))
            .addSubcommand(ScheduleCommand.commandLine(connection, terminal, clock))
            .addSubcommand(SkillCommand.commandLine(connection, terminal))
            .addSubcommand(new TuiCommand(connection, terminal, clock))
            .addSubcommand(new MigrateCommand(terminal))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
            .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()))
            .setParameterExceptionHandler((invalid, arguments) -> {
              terminal.printError(
                  invalid.getMessage()
                      + ". See: "
                      + invalid.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help");
              return ExitCode.USAGE;
            })
            .setExecutionExceptionHandler((e, command, parsed) -> report(e, terminal));
    ScheduleCommand.assignNames(line);
    addHelp(line);
    return line;
  }

  /** Adds {@code --help} to each command below one. The root declares it. */
  private static void addHelp(CommandLine command) {
    for (CommandLine subcommand : command.getSubcommands().values()) {
      subcommand
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help message and exit.")
                  .build());
      addHelp(subcommand);
    }
  }

  private static int report(Exception e, Terminal terminal) {
    return switch (e) {
      case CommandException failed -> {
        terminal.printError(failed.getMessage());
        yield failed.exitCode();
      }
      case NotReadableException forbidden -> {
        terminal.printError(forbidden.getMessage());
        yield ExitCode.UNAVAILABLE;
      }
      case KubernetesClientException failed -> {
        terminal.printError("the cluster is unavailable: " + message(failed));
        yield ExitCode.UNAVAILABLE;
      }
      default -> {
        terminal.printError("internal error: " + e);
        for (StackTraceElement at : e.getStackTrace()) {
          terminal.err().println("  at " + at);
        }
        yield ExitCode.UNAVAILABLE;
      }
    };
  }

  private static String message(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
      return "it does not accept your credentials. See: kubectl auth whoami";
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof UnknownHostException
        ? "unknown host " + root.getMessage()
        : String.valueOf(root.getMessage());
  }
}
