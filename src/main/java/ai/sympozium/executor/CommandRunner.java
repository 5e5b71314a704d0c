package ai.sympozium.executor;

import static ai.sympozium.ipc.ExecResult.CANNOT_RUN;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.IpcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs commands, each to exactly one answer. */
final class CommandRunner {
  /** Name in a command's environment by which its processes are found again. */
  static final String MARK = "SYMPOZIUM_COMMAND_ID";

  // What a model can read in one go: 32 KiB, more of the end than of the beginning.
  static final int STDOUT_HEAD = 8 << 10;
  static final int STDOUT_TAIL = 16 << 10;
  static final int STDERR_HEAD = 2 << 10;
  static final int STDERR_TAIL = 6 << 10;

  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration LOOK_AT_OUTPUT = Duration.ofMillis(100);
  private static final Duration LOOK_AT_LEFTOVERS = Duration.ofSeconds(5);

  private final Map<String, String> environment;
  private final ExecutorPaths paths;
  private final ExecutablePath programs;
  private final long largestOutput;
  private final OutputArchive kept;
  private final Set<ProcessTree> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  CommandRunner(
      Map<String, String> environment,
      ExecutorPaths paths,
      ExecutablePath programs,
      String skill,
      long largestOutput) {
    this.environment = environment;
    this.paths = paths;
    this.programs = programs;
    this.largestOutput = largestOutput;
    this.kept = new OutputArchive(paths.workspace(), skill);
  }

  /**
   * Runs a command and gives its answer to the taker, then looks after what it left in the
   * background.
   */
  void run(ExecRequest request, Consumer<ExecResult> taker) throws InterruptedException {
    var mark = request.id() + "-" + IpcFiles.newId();
    try (var files = CommandFiles.in(paths.scratch(), mark)) {
      var started = System.nanoTime();
      var process = start(request, mark, files);
      var tree = new ProcessTree(process, MARK + "=" + mark);
      running.add(tree);
      try {
        taker.accept(answer(request, process, tree, files, started));
        lookAfter(tree, files);
      } finally {
        running.remove(tree);
      }
    } catch (CommandStartException e) {
      taker.accept(ExecResult.failed(request.id(), e.exitCode(), e.getMessage()));
    } catch (IOException e) {
      System.err.println("executor: cannot clean up after " + request.id() + ": " + e);
    }
  }

  /** Ends all commands. */
  void stop() throws InterruptedException {
    stopped = true;
    for (var tree : running) {
      tree.kill();
    }
  }

  private Process start(ExecRequest request, String mark, CommandFiles files)
      throws CommandStartException {
    var workDir = workDir(request.workDir());
    var line = ArgvBuilder.of(request, programs, files);
    try {
      var builder =
          new ProcessBuilder(line)
              .directory(workDir.toFile())
              .redirectInput(files.input(request.stdin()))
              .redirectOutput(files.stdout().redirect())
              .redirectError(files.stderr().redirect());
      var variables = builder.environment();
      variables.clear();
      variables.putAll(environment);
      variables.putIfAbsent("HOME", paths.scratch().toString());
      variables.put(MARK, mark);
      return builder.start();
    } catch (IOException e) {
      throw new CommandStartException(
          CANNOT_RUN, "the command could not be started: " + e.getMessage());
    }
  }

  private Path workDir(@Nullable String asked) throws CommandStartException {
    if (asked == null || asked.isBlank()) {
      return Files.isDirectory(paths.workspace()) ? paths.workspace() : paths.scratch();
    }
    try {
      var directory = paths.workspace().resolve(asked);
      if (Files.isDirectory(directory)) {
        return directory;
      }
    } catch (InvalidPathException e) {
      // No such directory can exist.
    }
    throw new CommandStartException(
        CANNOT_RUN, "the working directory " + asked + " does not exist in this skill's container");
  }

  private ExecResult answer(
      ExecRequest request, Process process, ProcessTree tree, CommandFiles files, long started)
      throws InterruptedException {
    try {
      if (stopped) {
        tree.kill();
      }
      var end = await(process, tree, files, request.timeout());
      var duration = NANOSECONDS.toMillis(System.nanoTime() - started);
      return result(request.id(), process, end, files, duration);
    } catch (IOException e) {
      tree.kill();
      return ExecResult.failed(
          request.id(), CANNOT_RUN, "the command's output cannot be read: " + e.getMessage());
    }
  }

  /** How a command was ended by us; all null and false when it ended by itself. */
  private record End(@Nullable String signal, boolean timedOut, @Nullable String error) {}

  private End await(Process process, ProcessTree tree, CommandFiles files, int seconds)
      throws IOException, InterruptedException {
    var deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (true) {
      var left = deadline - System.nanoTime();
      var wait = Math.min(LOOK_AT_OUTPUT.toNanos(), Math.max(left, 0));
      if (process.waitFor(wait, NANOSECONDS)) {
        return new End(null, false, null);
      }
      if (left <= 0) {
        return new End(tree.end(GRACE), true, null);
      }
      var tooMuch = files.larger(largestOutput);
      if (tooMuch != null) {
        tree.kill();
        var error =
            "the command was ended because it wrote more than "
                + (largestOutput >> 20)
                + " MiB to "
                + tooMuch;
        return new End("KILL", false, error);
      }
    }
  }

  private ExecResult result(
      String id, Process process, End end, CommandFiles files, long durationMs)
      throws IOException, InterruptedException {
    // A process that not even KILL has ended waits in the kernel; it will not change anything any
    // more.
    var exitCode = process.waitFor(100, MILLISECONDS) ? process.exitValue() : 137;
    var stdout = files.stdout().excerpt(STDOUT_HEAD, STDOUT_TAIL);
    var stderr = files.stderr().excerpt(STDERR_HEAD, STDERR_TAIL);
    return new ExecResult(
        id,
        exitCode,
        stdout.text(),
        stderr.text(),
        end.timedOut(),
        durationMs,
        stdout.bytes(),
        stderr.bytes(),
        stdout.truncated() || stderr.truncated(),
        stdout.truncated() ? kept.keep(files.stdout(), id + ".out") : null,
        stderr.truncated() ? kept.keep(files.stderr(), id + ".err") : null,
        end.signal(),
        end.error());
  }

  /** A server started in the background may live on, but not fill the disk. */
  private void lookAfter(ProcessTree tree, CommandFiles files)
      throws IOException, InterruptedException {
    while (tree.isAlive()) {
      files.emptyIfLarger(largestOutput);
      Thread.sleep(LOOK_AT_LEFTOVERS);
    }
  }
}
