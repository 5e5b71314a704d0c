package ai.sympozium.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.TextLayout;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What explanations look like, kept in {@code src/test/resources/golden/cli/explain}; {@code
 * -Dgolden.update=true} writes the screens anew.
 */
class ExplanationPrinterTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/explain");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @TestFactory
  Stream<DynamicTest> explanationsBecomeTheirGoldenScreens() throws IOException {
    return cases().stream()
        .map(folder ->
            DynamicTest.dynamicTest(folder.getFileName().toString(), () -> matches(folder)));
  }

  private static void matches(Path folder) throws IOException {
    Explanation explanation = explanation(folder);
    TextLayout page = new TextLayout(false, 110);
    ExplanationPrinter.show(explanation, page, NOW);

    String screen = String.join("\n", page.lines()) + "\n";
    Path golden = folder.resolve("screen.txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, screen);
    }
    assertThat(screen).isEqualToNormalizingNewlines(Files.readString(golden));
    assertThat(screen).matches("[^\\p{Cntrl}\\p{Cf}]*(\n[^\\p{Cntrl}\\p{Cf}]*)*");
  }

  @TestFactory
  Stream<DynamicTest> theMachineFormLosesNothing() throws IOException {
    return cases().stream()
        .map(folder ->
            DynamicTest.dynamicTest(
                folder.getFileName().toString(),
                () -> {
                  String json = JsonOutput.json(explanation(folder));

                  assertThat(json).matches("[\\x20-\\x7e\n]*");
                  assertThat(JSON.readValue(json, Explanation.class))
                      .isEqualTo(explanation(folder));
                }));
  }

  private static Explanation explanation(Path folder) throws IOException {
    return JSON.readValue(folder.resolve("explanation.json").toFile(), Explanation.class);
  }

  @Test
  void whetherItMayStartIsPartOfTheMachineForm() throws IOException {
    assertThat(
            JSON.readTree(JsonOutput.json(explanation(GOLDEN.resolve("allowed")))).get("mayStart"))
        .hasToString("\"yes\"");
    assertThat(explanation(GOLDEN.resolve("refused")).mayStart()).isEqualTo(CheckResult.Verdict.NO);
    assertThat(explanation(GOLDEN.resolve("unknown")).mayStart())
        .isEqualTo(CheckResult.Verdict.UNKNOWN);
  }

  @Test
  void everyCaseIsFound() throws IOException {
    assertThat(cases())
        .extracting(folder -> folder.getFileName().toString())
        .containsExactly("allowed", "hostile", "refused", "unknown");
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.sorted().toList();
    }
  }
}
