package ai.sympozium.cli.report;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.SkillUsage;
import ai.sympozium.cli.usage.ResourceAliases;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code report run NAME}. */
@RegisterForReflection
@Command(
    name = "report",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Show the permissions that a run had, used and did not use, and the minimal pack for it.")
public final class ReportCommand {
  private final ConnectionOptions connection;
  private final Terminal terminal;

  enum Format {
    TEXT,
    JSON,
    SKILLPACK
  }

  public ReportCommand(ConnectionOptions connection, Terminal terminal) {
    this.connection = connection;
    this.terminal = terminal;
  }

  @Command(name = "run", description = "Report on a run, also on a running one.")
  int run(
      @Parameters(paramLabel = "NAME", description = "Name of the AgentRun.") String name,
      @Option(
              names = "--audit-log",
              paramLabel = "FILE",
              description =
                  "Audit log of the API server, JSON lines; - reads the standard input. Can be"
                      + " given several times. Without it, the report estimates usage from"
                      + " commands.")
          @Nullable List<String> auditLogs,
      @Option(
              names = "--skill",
              paramLabel = "NAME",
              description = "With -o skillpack: print only the pack of this skill.")
          @Nullable String skill,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FORMAT",
              description =
                  "json: the same information for programs. skillpack: manifests of minimal packs.")
          @Nullable Format format) {
    try (Cluster cluster = connection.open()) {
      Report report =
          ReportBuilder.build(
              StoredRun.read(name, cluster),
              auditLogs == null ? null : user -> AuditLogReader.of(user, auditLogs),
              () -> ResourceAliases.discover(cluster));
      switch (format == null ? Format.TEXT : format) {
        case JSON -> terminal.out().println(JsonOutput.json(report));
        case SKILLPACK -> terminal.out().print(packs(report, skill, cluster));
        case TEXT -> {
          TextLayout page = terminal.page();
          ReportPrinter.show(report, page);
          terminal.print(page);
        }
      }
      return ExitCode.OK;
    }
  }

  private static String packs(Report report, @Nullable String only, Cluster cluster) {
    List<String> manifests = new ArrayList<>();
    for (SkillReport skill : report.skills()) {
      SkillUsage usage = skill.usage();
      if (usage != null && (only == null || only.equals(skill.name()))) {
        manifests.add(LeastPrivilegePack.manifest(report, skill, usage, cluster));
      }
    }
    if (manifests.isEmpty()) {
      throw new CommandException(
          ExitCode.REFUSED,
          (only == null ? "no skill of the run" : "no skill \"" + only + "\" of the run")
              + " has permissions whose use is known. See the report without -o.");
    }
    return String.join("---\n", manifests);
  }
}
