package ai.sympozium.cli;

import ai.sympozium.cli.cluster.ConnectionOptions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Root of all commands, with the options that they share. */
@RegisterForReflection(
    targets = RootCommand.class,
    classNames = "picocli.CommandLine$AutoHelpMixin")
@Command(
    name = "kubectl sympozium",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Starts and follows runs, and shows the permissions that a run would get and has used.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success; a followed run has succeeded, the run would not be refused, or a pack has passed",
      "1:a followed run or a pack's test has failed, the run would be refused, or a named object does"
          + " not exist",
      "2:the command line or the manifest is invalid",
      "3:the cluster cannot be reached, or you may not read a required object"
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
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  ConnectionOptions connection() {
    return connection;
  }
}
