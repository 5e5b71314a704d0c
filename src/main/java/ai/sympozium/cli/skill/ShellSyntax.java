package ai.sympozium.cli.skill;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Checks the syntax of commands with a shell that does not execute them, if there is one. */
final class ShellSyntax {
  private static final int TIMEOUT_SECONDS = 5;

  private final @Nullable String shell;

  /** Uses the first shell that exists. Executors prefer bash too. */
  ShellSyntax() {
    this(
        List.of("/bin/bash", "/usr/bin/bash", "/bin/sh").stream()
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst()
            .orElse(null));
  }

  ShellSyntax(@Nullable String shell) {
    this.shell = shell;
  }

  /** Returns the problem of a command, if there is one. */
  Optional<String> problem(String command) {
    String incomplete = ShellScanner.problem(command);
    if (incomplete != null) {
      return Optional.of(incomplete);
    }
    if (shell == null) {
      return Optional.empty();
    }
    try {
      return check(shell, command);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<String> check(String shell, String command)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("sympozium", ".sh");
    Path output = Files.createTempFile("sympozium", ".txt");
    try {
      Files.writeString(script, command + "\n");
      ProcessBuilder builder = new ProcessBuilder(shell, "-n", script.toString());
      builder.environment().clear();
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(message(Files.readString(output, UTF_8), script));
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(output);
    }
  }

  private static String message(String output, Path script) {
    return output.lines().findFirst().orElse("syntax error").replace(script + ": ", "");
  }
}
