package ai.sympozium.cli;

import ai.sympozium.cli.cluster.ConnectionOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands, and what they share. */
@RegisterForReflection(
    targets = RootCommand.class,
    classNames = "picocli.CommandLine$AutoHelpMixin")
@Command(
    name = "kubectl sympozium",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Sympozium for people: what a run would have, and what it used.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well; the answer is yes",
      "1:the answer is no: refused, or not there",
      "2:the command line or the manifest can't be understood",
      "3:the cluster, or what the answer needs of it, can't be asked"
    })
final class RootCommand implements Runnable {
  @Mixin private final ConnectionOptions connection;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets spec
  RootCommand(ConnectionOptions connection) {
    this.connection = connection;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  ConnectionOptions connection() {
    return connection;
  }
}
