package ai.sympozium.cli.schedule;

import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.InstantSource;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code schedule}, which has only subcommands. */
@RegisterForReflection
@Command(
    name = "schedule",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Show the next times of a schedule, start a run of it, suspend or resume it.",
      ""
    })
public final class ScheduleCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec
  private ScheduleCommand() {}

  /** Returns the command with its subcommands. */
  public static CommandLine commandLine(
      ConnectionOptions connection, Terminal terminal, InstantSource clock) {
    CommandLine schedule =
        new CommandLine(new ScheduleCommand())
            .addSubcommand(new ScheduleNextCommand(connection, terminal, clock))
            .addSubcommand(new ScheduleRunCommand(connection, terminal, clock));
    ScheduleSuspensionCommand.addTo(schedule, connection, terminal);
    return schedule;
  }

  /** Gives the short name -n to the number of times, in the command that shows times. */
  public static void assignNames(CommandLine root) {
    CommandSpec next = subcommand(subcommand(root, "schedule"), "next").getCommandSpec();
    rename(next, "--namespace", "--namespace");
    rename(next, "--count", "-n", "--count");
  }

  private static CommandLine subcommand(CommandLine command, String name) {
    return Objects.requireNonNull(command.getSubcommands().get(name));
  }

  private static void rename(CommandSpec command, String option, String... names) {
    OptionSpec found = command.findOption(option);
    command.remove(found);
    command.addOption(OptionSpec.builder(found).names(names).build());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
