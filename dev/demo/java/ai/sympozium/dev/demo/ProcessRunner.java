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

/** Other programs. Each is given a time to end in, and none outlives this one. */
final class ProcessRunner {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroy), "end-children"));
  }

  private ProcessRunner() {}

  record Result(int exit, String output, String errors) {
    boolean good() {
      return exit == 0;
    }

    String all() {
      return output + errors;
    }

    /** The end of what it said, for people. */
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

  /** What it says, and how it ended; what it is fed may be secret. */
  static Result run(ProcessBuilder builder, String input, Duration limit) {
    var process = start(builder);
    var output = all(process.getInputStream());
    var errors = all(process.getErrorStream());
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException endedWithoutReading) {
      // its exit code and its words say why
    }
    await(process, limit, builder.command().getFirst());
    try {
      return new Result(
          process.exitValue(), output.get(5, TimeUnit.SECONDS), errors.get(5, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new UserFacingException(
          "the output of " + builder.command().getFirst() + " did not end");
    }
  }

  /** Runs it with its output in a file; its exit code. */
  static int logged(ProcessBuilder builder, Path log, Duration limit) throws IOException {
    Files.createDirectories(log.getParent());
    var process =
        start(
            builder
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    process.getOutputStream().close();
    await(process, limit, builder.command().getFirst());
    return process.exitValue();
  }

  /** Runs it on this terminal; its exit code. */
  static int shown(ProcessBuilder builder, Duration limit) {
    var process = start(builder.inheritIO());
    await(process, limit, builder.command().getFirst());
    return process.exitValue();
  }

  static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void await(Process process, Duration limit, String name) {
    try {
      if (!process.waitFor(limit)) {
        process.destroy();
        throw new UserFacingException(
            "%s was not done after %d s and was ended".formatted(name, limit.toSeconds()));
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
