package ai.sympozium.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolErrorCodeTest {
  private static final Path SOURCES = Path.of("src/main/java/ai/sympozium");

  @ParameterizedTest
  @CsvSource({
    "InvalidArguments, true",
    "UnknownTool, true",
    "SkillNotReady, true",
    "SkillUnavailable, true",
    "NoAnswer, false",
    "VolumeError, false",
    "InternalError, false",
    "NotFound, false"
  })
  void shouldReportCodesOfToolsThatWereNotExecuted(String code, boolean expected) {
    assertThat(ToolErrorCode.isBeforeExecution(code)).isEqualTo(expected);
  }

  @Test
  void shouldBeSpelledInOnePlace() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !isContract(file))
                  .filter(ToolErrorCodeTest::spellsCode))
          .isEmpty();
    }
  }

  /** The gateway has a code of its own with the value {@code InternalError}. */
  private static boolean isContract(Path file) {
    return List.of("ToolErrorCode.java", "GatewayApi.java").contains(file.getFileName().toString());
  }

  private static boolean spellsCode(Path file) {
    try {
      var source = Files.readString(file);
      return Arrays.stream(ToolErrorCode.values())
          .anyMatch(code -> source.contains('"' + code.value() + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
