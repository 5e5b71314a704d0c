package ai.sympozium.dev.demo;

import ai.sympozium.dev.cluster.UserFacingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs other programs with a timeout. Stops those still running when this program exits. */
final class ProcessRunner {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroy), "end-children"));
  }

  private ProcessRunner() {}

  record Result(int exit, String output, String errors) {
    boolean succeeded() {
      return exit == 0;
    }

    String all() {
      return output + errors;
    }

    /** Returns the last lines of the output. */
    String lastLines() {
      return ProcessRunner.lastLines(all().strip().lines().toList());
    }
  }

  static String lastLines(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - 15), lines.size()).stream()
        .map("  │ "::concat)
        .collect(Collectors.joining("\n"));
  }

  static Process start(ProcessBuilder builder) {
    try {
      var process = builder.start();
      RUNNING.add(process);
      process.onExit().thenAccept(RUNNING::remove);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the program and returns its exit code and output. The input may contain secrets. */
  static Result run(ProcessBuilder builder, String input, Duration timeout) {
    var process = start(builder);
    var output = all(process.getInputStream());
    var errors = all(process.getErrorStream());
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The program exited without reading. Its exit code and output explain why.
    }
    await(process, timeout, builder.command().getFirst());
    try {
      return new Result(
          process.exitValue(), output.get(5, TimeUnit.SECONDS), errors.get(5, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new UserFacingException(
          "the output of " + builder.command().getFirst() + " did not close its output");
    }
  }

  /** Runs the program with its output in a file and returns its exit code. */
  static int runLogged(ProcessBuilder builder, Path log, Duration timeout) throws IOException {
    Files.createDirectories(log.getParent());
    var process =
        start(
            builder
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    process.getOutputStream().close();
    await(process, timeout, builder.command().getFirst());
    return process.exitValue();
  }

  /** Runs the program on this terminal and returns its exit code. */
  static int runOnTerminal(ProcessBuilder builder, Duration timeout) {
    var process = start(builder.inheritIO());
    await(process, timeout, builder.command().getFirst());
    return process.exitValue();
  }

  static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void await(Process process, Duration timeout, String name) {
    try {
      if (!process.waitFor(timeout)) {
        process.destroy();
        throw new UserFacingException(
            "%s did not finish within %d s and was stopped".formatted(name, timeout.toSeconds()));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Future<String> all(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            return "";
          }
        },
        Thread::startVirtualThread);
  }
}
