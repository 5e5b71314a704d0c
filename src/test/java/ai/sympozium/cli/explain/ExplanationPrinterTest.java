package ai.sympozium.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.console.JsonOutput;
import ai.sympozium.cli.console.TextLayout;
import ai.sympozium.cli.explain.Explanation.Container;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Help.Ansi;

/**
 * Compares printed explanations with {@code src/test/resources/golden/cli/explain}. {@code
 * -Dgolden.update=true} writes the screens.
 */
class ExplanationPrinterTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/explain");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @TestFactory
  Stream<DynamicTest> shouldPrintGoldenScreen() throws IOException {
    return cases().stream()
        .map(folder ->
            DynamicTest.dynamicTest(folder.getFileName().toString(), () -> matches(folder)));
  }

  private static void matches(Path folder) throws IOException {
    Explanation explanation = explanation(folder);
    TextLayout page = new TextLayout(Ansi.OFF, 110);
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
  Stream<DynamicTest> shouldKeepAllValuesInJson() throws IOException {
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
  void shouldContainYouCanStartInJson() throws IOException {
    assertThat(
            JSON.readTree(JsonOutput.json(explanation(GOLDEN.resolve("allowed"))))
                .get("youCanStart"))
        .hasToString("\"yes\"");
    assertThat(explanation(GOLDEN.resolve("refused")).youCanStart())
        .isEqualTo(CheckResult.Verdict.NO);
    assertThat(explanation(GOLDEN.resolve("unknown")).youCanStart())
        .isEqualTo(CheckResult.Verdict.UNKNOWN);
  }

  @Test
  void shouldSortMapsSoThatOutputIsTheSameInEachProcess() {
    Map<String, String> unsorted = new LinkedHashMap<>();
    for (int i = 99; i >= 10; i--) {
      unsorted.put("key-" + i, "1");
    }

    Container container = new Container("image", unsorted, unsorted, unsorted, List.of());

    List<String> sorted = unsorted.keySet().stream().sorted().toList();
    assertThat(container.requests().keySet()).containsExactlyElementsOf(sorted);
    assertThat(container.limits().keySet()).containsExactlyElementsOf(sorted);
    assertThat(container.mounts().keySet()).containsExactlyElementsOf(sorted);
    assertThat(JsonOutput.json(Map.of("limits", Map.copyOf(unsorted))))
        .isEqualTo(JsonOutput.json(Map.of("limits", unsorted)));
  }

  @Test
  void shouldFindEachCase() throws IOException {
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
