package ai.sympozium.cli.skill;

import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code skill}, which has only subcommands. */
@RegisterForReflection
@Command(
    name = "skill",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Attach packs to instances and detach them, test a SkillPack, or create a new one.",
      ""
    })
public final class SkillCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec
  private SkillCommand() {}

  /** Returns the command with its subcommands. */
  public static CommandLine commandLine(ConnectionOptions connection, Terminal terminal) {
    CommandLine skill =
        new CommandLine(new SkillCommand())
            .addSubcommand(new SkillTestCommand(connection, terminal))
            .addSubcommand(new SkillNewCommand(terminal));
    SkillToggleCommand.addTo(skill, connection, terminal);
    return skill;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
