package ai.sympozium.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSizeTest {
  private static final Path MAIN = Path.of("src/main/java");

  @ParameterizedTest
  @CsvSource({".java, 250", "Reconciler.java, 150"})
  void shouldFitWhenFileIsNamed(String suffix, int maxLines) throws IOException {
    List<String> tooLong;
    try (var files = Files.walk(MAIN)) {
      tooLong =
          files
              .filter(file -> file.toString().endsWith(suffix))
              .filter(file -> lines(file) > maxLines)
              .map(file -> MAIN.relativize(file) + ": " + lines(file) + " lines")
              .toList();
    }

    assertThat(tooLong).isEmpty();
  }

  private static long lines(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
