package ai.sympozium.cli.report;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.Connection;
import ai.sympozium.cli.console.Ended;
import ai.sympozium.cli.console.Exit;
import ai.sympozium.cli.console.Output;
import ai.sympozium.cli.console.Page;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.report.Report.SkillReport;
import ai.sympozium.cli.report.Report.Used;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report run NAME}: what a run had, and what it used of that. */
@RegisterForReflection
@Command(
    name = "report",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Tell what a run was granted and when, what it used, what it never did, and the smaller"
            + " pack that would have been enough.")
public final class ReportCommand {
  private final Connection connection;
  private final Terminal terminal;

  /** How the answer is written. */
  enum Format {
    TEXT,
    JSON,
    SKILLPACK
  }

  public ReportCommand(Connection connection, Terminal terminal) {
    this.connection = connection;
    this.terminal = terminal;
  }

  @Command(name = "run", description = "Report a run, ended or not.")
  int run(
      @Parameters(paramLabel = "NAME", description = "Name of the AgentRun.") String name,
      @Option(
              names = "--audit-log",
              paramLabel = "FILE",
              description =
                  "Audit log of the API server, JSON lines; - reads it from the standard input."
                      + " May be given more than once. Without it, usage is a hint from the run's"
                      + " commands.")
          @Nullable List<String> auditLogs,
      @Option(
              names = "--skill",
              paramLabel = "NAME",
              description = "With -o skillpack: of this skill alone.")
          @Nullable String skill,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FORMAT",
              description =
                  "json: the same for programs. skillpack: manifests of the smaller packs.")
          @Nullable Format format) {
    try (Cluster cluster = connection.open()) {
      Report report =
          Reporting.of(
              RunRecords.read(name, cluster),
              auditLogs == null ? null : user -> AuditLog.of(user, auditLogs));
      switch (format == null ? Format.TEXT : format) {
        case JSON -> terminal.out().println(Output.json(report));
        case SKILLPACK -> terminal.out().print(packs(report, skill, cluster));
        case TEXT -> {
          Page page = terminal.page();
          ReportScreen.show(report, page);
          terminal.print(page);
        }
      }
      return Exit.FINE;
    }
  }

  private static String packs(Report report, @Nullable String only, Cluster cluster) {
    List<String> manifests = new ArrayList<>();
    for (SkillReport skill : report.skills()) {
      Used usage = skill.usage();
      if (usage != null && (only == null || only.equals(skill.name()))) {
        manifests.add(SmallerPack.manifest(report, skill, usage, cluster));
      }
    }
    if (manifests.isEmpty()) {
      throw new Ended(
          Exit.NO,
          (only == null ? "no skill of the run" : "no skill \"" + only + "\" of the run")
              + " had rights whose use is known. See the report itself, without -o");
    }
    return String.join("---\n", manifests);
  }
}
