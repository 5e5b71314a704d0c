package ai.sympozium.docs;

import static ai.sympozium.docs.MarkdownTable.code;

import ai.sympozium.cli.skill.CommandResult;
import ai.sympozium.cli.skill.PermissionResult;
import ai.sympozium.cli.skill.SkillTest;
import ai.sympozium.cli.skill.SkillTestResult;
import java.util.Map;
import java.util.stream.Collectors;

/** Lists the commands of the built-in packs with their results, and the use of permissions. */
final class PackCommandsReference {
  private static final int MAX_COMMAND = 110;
  private static final int MAX_PLACES = 4;

  private PackCommandsReference() {}

  static SkillTestResult check(String pack) {
    return SkillTest.check(
        PackCommands.pack(pack),
        PackCommands.values("http://prometheus", "http://alertmanager", "http://loki"));
  }

  static String generate() {
    return PackCommands.packs().stream()
        .map(PackCommandsReference::section)
        .collect(Collectors.joining("\n"));
  }

  private static String section(String pack) {
    SkillTestResult checked = check(pack);
    StringBuilder text = new StringBuilder("## " + pack + "\n");
    if (checked.commands().isEmpty()) {
      return text.append("Documents without commands, and no permissions.\n").toString();
    }
    return text.append(commands(pack, checked))
        .append('\n')
        .append(permissions(checked))
        .toString();
  }

  private static MarkdownTable commands(String pack, SkillTestResult checked) {
    Map<String, String> outcomes = PackCommands.outcomes(pack);
    MarkdownTable table = new MarkdownTable("document", "command", "result");
    for (CommandResult command : checked.commands()) {
      table.row(
          command.place(),
          code(shorten(command.command())),
          outcomes.getOrDefault(command.place(), "not executed"));
    }
    return table;
  }

  private static MarkdownTable permissions(SkillTestResult checked) {
    MarkdownTable table = new MarkdownTable("permission", "scope", "used by");
    for (PermissionResult permission : checked.permissions()) {
      table.row(
          code(permission.describe()),
          permission.clusterWide() ? "cluster" : "namespace",
          switch (permission.use()) {
            case USED -> places(permission);
            case UNUSED -> "unused";
            case UNOBSERVABLE -> "checked with each change of a workload";
          });
    }
    return table;
  }

  private static String places(PermissionResult permission) {
    int more = permission.usedBy().size() - MAX_PLACES;
    return permission.usedBy().stream().limit(MAX_PLACES).collect(Collectors.joining(", "))
        + (more > 0 ? ", " + more + " more" : "");
  }

  private static String shorten(String command) {
    String line = command.replaceAll("\\s+", " ").replace('`', '\'');
    return line.length() <= MAX_COMMAND ? line : line.substring(0, MAX_COMMAND - 2).strip() + " …";
  }
}
