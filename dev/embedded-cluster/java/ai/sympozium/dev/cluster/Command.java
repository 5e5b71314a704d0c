package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command run to its end. */
public record Command(List<String> words, String input) {

  record Result(int exit, String output) {
    boolean good() {
      return exit == 0;
    }
  }

  public static Command of(String... words) {
    return new Command(List.of(words), "");
  }

  Command fed(String text) {
    return new Command(words, text);
  }

  /** Its output, or a failure that says what it said. */
  public String run() {
    var result = attempt();
    if (!result.good()) {
      throw new UserFacingException(
          "`%s` failed (exit %d): %s"
              .formatted(String.join(" ", words), result.exit, result.output.strip()));
    }
    return result.output;
  }

  Result attempt() {
    try {
      var process = new ProcessBuilder(words).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException endedWithoutReading) {
        // its exit code and its words say why
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      return new Result(127, e.getMessage());
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
