package ai.sympozium.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each promise of docs/security.md names the test that would fail if it were broken. */
class SecurityTest {
  private static final Path DOCUMENT = Path.of("docs/security.md");
  private static final Path TESTS = Path.of("src/test/java");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|\\n]+ \\|.*$");

  @TestFactory
  Stream<DynamicTest> shouldNameExistingTests() throws IOException {
    Map<String, String> sources = sources();
    return NAMED
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(named ->
            DynamicTest.dynamicTest(
                named.group(1) + "." + named.group(2),
                () ->
                    assertThat(sources.getOrDefault(named.group(1), ""))
                        .as("test method of " + DOCUMENT)
                        .containsPattern(declaration(named.group(2)))));
  }

  /** Matches word by word: a step for each character of a long annotation exceeds the stack. */
  private static Pattern declaration(String method) {
    return Pattern.compile(
        "@(Test|ParameterizedTest|TestFactory|Property)"
            + "([^;{\\s]++|\\{[^{};()]*}|\\s++(?!%1$s\\())*+\\s++%1$s\\(".formatted(method));
  }

  @Test
  void shouldNameTestForEachThreat() throws IOException {
    List<String> without =
        ROW.matcher(Files.readString(DOCUMENT))
            .results()
            .map(MatchResult::group)
            .filter(row -> !row.startsWith("| threat |"))
            .filter(row -> !NAMED.matcher(row).find())
            .toList();

    assertThat(without).isEmpty();
  }

  private static Map<String, String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  SecurityTest::read,
                  (one, other) -> one + other));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
