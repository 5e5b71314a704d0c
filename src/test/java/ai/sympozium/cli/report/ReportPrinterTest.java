package ai.sympozium.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.cluster.RunReader;
import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.usage.DiscoveredResources;
import ai.sympozium.cli.usage.Transcript;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Help.Ansi;

/**
 * Compares reports as text and JSON with {@code src/test/resources/golden/cli/report}. {@code
 * -Dgolden.update=true} writes them.
 */
class ReportPrinterTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/report");

  @TestFactory
  Stream<DynamicTest> shouldPrintGoldenScreenAndJson() throws IOException {
    return cases().stream()
        .map(folder ->
            DynamicTest.dynamicTest(folder.getFileName().toString(), () -> matches(folder)));
  }

  private static void matches(Path folder) throws IOException {
    Report report = report(folder);
    TextLayout page = new TextLayout(Ansi.OFF, 110);
    ReportPrinter.show(report, page);

    compare(folder.resolve("screen.txt"), String.join("\n", page.lines()) + "\n");
    compare(folder.resolve("report.json"), JsonOutput.json(report) + "\n");
  }

  private static void compare(Path golden, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualToNormalizingNewlines(Files.readString(golden));
  }

  static Report report(Path folder) throws IOException {
    AgentRun run =
        ConnectionOptions.serialization()
            .unmarshal(Files.readString(folder.resolve("run.yaml")), AgentRun.class);
    Path log = folder.resolve("audit.log");
    List<String> missing = new ArrayList<>();
    Optional<RunPlan> plan = text(folder, "plan.json", missing).flatMap(RunReader::parsePlan);
    Optional<Transcript> transcript =
        text(folder, "transcript.jsonl", missing).map(Transcript::parse);
    return ReportBuilder.build(
        new StoredRun(run, plan, transcript, missing),
        Files.exists(log) ? user -> AuditLogReader.of(user, List.of(log.toString())) : null,
        DiscoveredResources::read);
  }

  private static Optional<String> text(Path folder, String name, List<String> missing)
      throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      missing.add("you may not get configmaps/" + name + " in demo");
      return Optional.empty();
    }
    return Optional.of(Files.readString(file));
  }

  @Test
  void shouldFindEachCase() throws IOException {
    assertThat(cases())
        .extracting(folder -> folder.getFileName().toString())
        .containsExactly("alive", "audit", "commands", "hostile", "unreadable", "without-rights");
  }

  @Test
  void shouldPrintNoControlCharacters() throws IOException {
    for (Path folder : cases()) {
      for (String name : List.of("screen.txt", "report.json")) {
        assertThat(Files.readString(folder.resolve(name)))
            .as("%s of %s", name, folder)
            .matches("[^\\p{Cntrl}\\p{Cf}\u2028\u2029]*(\n[^\\p{Cntrl}\\p{Cf}\u2028\u2029]*)*");
      }
    }
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.sorted().toList();
    }
  }
}
