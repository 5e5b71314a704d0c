package ai.sympozium.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.docs.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares screens with {@code src/test/resources/golden/cli/tui}. {@code -Dgolden.update=true}
 * writes them.
 */
class ScreenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/cli/tui");

  private static final Map<String, Supplier<TuiDriver>> SCREENS =
      new TreeMap<>(
          Map.of(
              "instances", () -> TuiDriver.withData().key(Key.DOWN),
              "runs", () -> TuiDriver.withData().keys("2"),
              "packs", () -> TuiDriver.withData().keys("3"),
              "schedules", () -> TuiDriver.withData().keys("4"),
              "skills",
                  () ->
                      TuiDriver.withData()
                          .key(Key.DOWN)
                          .keys("s")
                          .key(Key.DOWN)
                          .keys(" ")
                          .key(Key.DOWN)
                          .key(Key.DOWN)
                          .keys(" "),
              "skills-wide",
                  () ->
                      TuiDriver.withData()
                          .input(new Input.Resized(140, 24))
                          .key(Key.DOWN)
                          .keys("sj "),
              "grants", () -> TuiDriver.withData().keys("g"),
              "keys", () -> TuiDriver.withData().keys("?"),
              "confirm", () -> TuiDriver.withData().keys("2x"),
              "forbidden", ScreenTest::forbidden));

  private static TuiDriver forbidden() {
    return new TuiDriver(80, 24)
        .input(
            new Input.Changed(
                new ClusterView(
                    Listing.of(List.of()),
                    new Listing<>(List.of(), true, "you may not list and watch agentruns in demo"),
                    Listing.loading(),
                    Listing.loading())))
        .keys("2");
  }

  @TestFactory
  Stream<DynamicTest> shouldDrawGoldenScreen() {
    return SCREENS.entrySet().stream()
        .map(screen ->
            DynamicTest.dynamicTest(
                screen.getKey(), () -> matches(screen.getKey(), screen.getValue().get())));
  }

  private static void matches(String name, TuiDriver tui) throws IOException {
    Path golden = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, tui.screen());
    }
    assertThat(tui.screen()).isEqualToNormalizingNewlines(Files.readString(golden));
  }

  @TestFactory
  Stream<DynamicTest> shouldBeShownInDocumentation() {
    List<Example> screens =
        Example.of(Path.of("docs/tui.md")).stream()
            .filter(example -> example.kind() == Example.Kind.SCREEN)
            .toList();
    assertThat(screens).hasSizeGreaterThan(3);
    return screens.stream()
        .map(example -> {
          String name = example.note().replace("screen ", "");
          return DynamicTest.dynamicTest(
              name,
              () ->
                  assertThat(example.text())
                      .isEqualTo(Files.readString(GOLDEN.resolve(name + ".txt"))));
        });
  }

  @ParameterizedTest
  @CsvSource({"80, 24", "40, 8", "200, 60", "110, 30", "20, 3"})
  void shouldFillTerminalExactly(int width, int height) {
    for (Supplier<TuiDriver> screen : SCREENS.values()) {
      TuiDriver tui = screen.get().input(new Input.Resized(width, height));

      assertThat(Screen.lines(tui.state()))
          .hasSize(height)
          .allMatch(line -> line.columnLength() <= width);
    }
  }

  /** The permissions of a pack are read before they are granted. */
  @ParameterizedTest
  @CsvSource({"80, 24", "40, 8", "40, 9", "60, 12", "110, 24", "200, 60"})
  void shouldShowAllPermissionsOfPackByPages(int width, int height) throws IOException {
    TuiDriver tui =
        TuiDriver.withPack("k8s-ops").input(new Input.Resized(width, height)).keys("sj ");
    List<String> permissions =
        Screen.skills(tui.state(), (Overlay.Skills) tui.state().overlay()).difference();
    assertThat(permissions).hasSizeGreaterThan(15);

    StringBuilder pages = new StringBuilder();
    for (String last = ""; !tui.screen().equals(last); tui.key(Key.PAGE_DOWN)) {
      last = tui.screen();
      pages.append(last);
    }

    assertThat(pages)
        .contains(permissions.stream().map(text -> " " + text.stripTrailing()).toList());
    assertThat(String.join("", permissions)).doesNotContain("…");
  }

  @Test
  void shouldSanitizeTextsOfTheCluster() {
    String evil = "a\u001b[2J\u001b]0;owned\u0007\u202e\nb漢字漢字";
    TuiDriver tui =
        TuiDriver.withData()
            .keys("2l")
            .input(new Input.TranscriptLine("sre-bot-7f3c", evil.repeat(20)));

    assertThat(Screen.lines(tui.state()))
        .hasSize(24)
        .allMatch(line -> line.columnLength() <= 80)
        .allMatch(line -> line.toString().matches("[^\\p{Cntrl}\\p{Cf}]*"));
    assertThat(tui.screen()).contains("a\uFFFD[2J");
  }

  @Test
  void shouldKeepColumnsWithWideCharacters() {
    assertThat(Cells.width("漢字")).isEqualTo(4);
    assertThat(Cells.fit("漢字", 3)).isEqualTo("漢…");
    assertThat(Cells.width(Cells.fit("漢字漢", 4))).isEqualTo(4);
    assertThat(Cells.wrap("漢字漢字", 5)).containsExactly("漢字", "漢字");
  }
}
