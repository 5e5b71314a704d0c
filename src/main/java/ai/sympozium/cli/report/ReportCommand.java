package ai.sympozium.cli.report;

import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.Terminal;
import ai.sympozium.cli.console.TextLayout;
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
  private final ConnectionOptions connection;
  private final Terminal terminal;

  /** How the answer is written. */
  enum Format {
    TEXT,
    JSON,
    SKILLPACK
  }

  public ReportCommand(ConnectionOptions connection, Terminal terminal) {
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
          ReportBuilder.of(
              StoredRun.read(name, cluster),
              auditLogs == null ? null : user -> AuditLogReader.of(user, auditLogs));
      switch (format == null ? Format.TEXT : format) {
        case JSON -> terminal.out().println(JsonOutput.json(report));
        case SKILLPACK -> terminal.out().print(packs(report, skill, cluster));
        case TEXT -> {
          TextLayout page = terminal.page();
          ReportPrinter.show(report, page);
          terminal.print(page);
        }
      }
      return ExitCode.FINE;
    }
  }

  private static String packs(Report report, @Nullable String only, Cluster cluster) {
    List<String> manifests = new ArrayList<>();
    for (SkillReport skill : report.skills()) {
      Used usage = skill.usage();
      if (usage != null && (only == null || only.equals(skill.name()))) {
        manifests.add(LeastPrivilegePack.manifest(report, skill, usage, cluster));
      }
    }
    if (manifests.isEmpty()) {
      throw new CommandException(
          ExitCode.NO,
          (only == null ? "no skill of the run" : "no skill \"" + only + "\" of the run")
              + " had rights whose use is known. See the report itself, without -o");
    }
    return String.join("---\n", manifests);
  }
}
