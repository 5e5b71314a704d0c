package ai.sympozium.dev.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a command and waits until it exits. */
public record Command(List<String> arguments, String input) {

  record Result(int exit, String output) {
    boolean succeeded() {
      return exit == 0;
    }
  }

  public static Command of(String... arguments) {
    return new Command(List.of(arguments), "");
  }

  Command withInput(String text) {
    return new Command(arguments, text);
  }

  /** Returns the output, or throws an exception that contains it. */
  public String run() {
    var result = attempt();
    if (!result.succeeded()) {
      throw new UserFacingException(
          "`%s` failed (exit %d): %s"
              .formatted(String.join(" ", arguments), result.exit, result.output.strip()));
    }
    return result.output;
  }

  Result attempt() {
    try {
      var process = new ProcessBuilder(arguments).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The command exited without reading. Its exit code and output explain why.
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
