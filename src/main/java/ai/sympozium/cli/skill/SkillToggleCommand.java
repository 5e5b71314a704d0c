package ai.sympozium.cli.skill;

import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.Terminal;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands {@code skill enable INSTANCE PACK} and {@code skill disable INSTANCE PACK}. */
@RegisterForReflection
@Command
final class SkillToggleCommand implements Callable<Integer> {
  private final ConnectionOptions connection;
  private final Terminal terminal;
  private final boolean enable;

  @Parameters(index = "0", paramLabel = "INSTANCE", description = "Name of the SympoziumInstance.")
  private String instance = "";

  @Parameters(index = "1", paramLabel = "PACK", description = "Name of the SkillPack.")
  private String pack = "";

  private SkillToggleCommand(ConnectionOptions connection, Terminal terminal, boolean enable) {
    this.connection = connection;
    this.terminal = terminal;
    this.enable = enable;
  }

  /** Adds both commands. */
  static void addTo(CommandLine parent, ConnectionOptions connection, Terminal terminal) {
    add(parent, "enable", "Attach a pack to", new SkillToggleCommand(connection, terminal, true));
    add(
        parent,
        "disable",
        "Detach a pack from",
        new SkillToggleCommand(connection, terminal, false));
  }

  private static void add(
      CommandLine parent, String name, String action, SkillToggleCommand command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec()
        .usageMessage()
        .description(
            action + " an instance, for its next runs. Active runs keep their skills.", "");
    parent.addSubcommand(name, line);
  }

  @Override
  public Integer call() {
    Set<String> packs = Set.of(pack);
    return ToggleOutput.apply(
        connection,
        terminal,
        instance,
        enable ? new SkillToggle(packs, Set.of()) : new SkillToggle(Set.of(), packs));
  }
}
