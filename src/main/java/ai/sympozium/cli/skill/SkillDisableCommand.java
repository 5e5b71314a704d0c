package ai.sympozium.cli.skill;

import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code skill disable INSTANCE PACK}. */
@RegisterForReflection
@Command(
    name = "disable",
    description = {
      "Detach a pack from an instance, for its next runs. Active runs keep their skills.",
      ""
    })
final class SkillDisableCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "INSTANCE", description = "Name of the SympoziumInstance.")
  private String instance = "";

  @Parameters(index = "1", paramLabel = "PACK", description = "Name of the SkillPack.")
  private String pack = "";

  SkillDisableCommand(ConnectionOptions connection, Terminal terminal) {
    this.connection = connection;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return ToggleOutput.apply(
        connection, terminal, instance, new SkillToggle(Set.of(), Set.of(pack)));
  }
}
