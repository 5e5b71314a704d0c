package ai.sympozium.executor;

import static ai.sympozium.contract.PodContract.ENV_COMMAND_ID;
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

/** Runs commands. Each command gets exactly one result. */
final class CommandRunner {
  // 32 KiB in total for the model; more of the end, because programs print errors last.
  static final int STDOUT_HEAD_BYTES = 8 << 10;
  static final int STDOUT_TAIL_BYTES = 16 << 10;
  static final int STDERR_HEAD_BYTES = 2 << 10;
  static final int STDERR_TAIL_BYTES = 6 << 10;

  private static final Duration GRACE_PERIOD = Duration.ofSeconds(2);
  private static final Duration OUTPUT_POLL_INTERVAL = Duration.ofMillis(100);
  private static final Duration BACKGROUND_POLL_INTERVAL = Duration.ofSeconds(5);

  private final Map<String, String> environment;
  private final ExecutorPaths paths;
  private final ExecutablePath programs;
  private final ExecutorLimits limits;
  private final OutputArchive archive;
  private final ContainerSecrets secrets;
  private final ContainerMemory memory;
  private final OrphanReaper orphans = new OrphanReaper();
  private final Set<ProcessTree> running = ConcurrentHashMap.newKeySet();
  private final Set<CommandFiles> outputs = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  CommandRunner(
      Map<String, String> environment,
      ExecutorPaths paths,
      ExecutablePath programs,
      String skill,
      ExecutorLimits limits) {
    this.environment = CommandEnvironment.of(environment, paths);
    this.paths = paths;
    this.programs = programs;
    this.limits = limits;
    this.memory = new ContainerMemory(paths.controlGroups());
    this.archive = new OutputArchive(paths.workspace(), skill);
    this.secrets = ContainerSecrets.of(environment, paths);
  }

  /**
   * Runs a command and passes its result on. Then limits the output of the processes that it left
   * in the background, until they exit.
   */
  void run(ExecRequest request, Consumer<ExecResult> consumer) throws InterruptedException {
    var commandId = request.id() + "-" + IpcFiles.newId();
    try (var files = CommandFiles.in(paths.scratch(), commandId)) {
      var killed = memory.kills();
      var started = System.nanoTime();
      var process = start(request, commandId, files);
      var tree = new ProcessTree(process, ENV_COMMAND_ID + "=" + commandId);
      running.add(tree);
      outputs.add(files);
      try {
        var result = result(request, process, tree, files, started);
        consumer.accept(memory.kills() > killed ? result.withNotice(memory.explainKill()) : result);
        limitBackgroundOutput(tree, files);
      } finally {
        running.remove(tree);
        outputs.remove(files);
        orphans.reap();
      }
    } catch (CommandStartException e) {
      consumer.accept(ExecResult.failed(request.id(), e.exitCode(), e.getMessage()));
    } catch (IOException e) {
      System.err.println("executor: cannot delete the files of " + request.id() + ": " + e);
    }
  }

  /** Kills all commands. */
  void stop() throws InterruptedException {
    stopped = true;
    for (var tree : running) {
      tree.kill();
    }
  }

  private Process start(ExecRequest request, String commandId, CommandFiles files)
      throws CommandStartException {
    var workDir = workDir(request.workDir());
    var argv = ArgvBuilder.of(request, programs, files);
    try {
      var builder =
          new ProcessBuilder(argv)
              .directory(workDir.toFile())
              .redirectInput(files.input(request.stdin()))
              .redirectOutput(files.stdout().redirect())
              .redirectError(files.stderr().redirect());
      var variables = builder.environment();
      variables.clear();
      variables.putAll(environment);
      variables.putIfAbsent("HOME", paths.scratch().toString());
      variables.put(ENV_COMMAND_ID, commandId);
      return orphans.start(builder);
    } catch (IOException e) {
      throw new CommandStartException(
          CANNOT_RUN, "the command could not be started: " + e.getMessage());
    }
  }

  private Path workDir(@Nullable String requested) throws CommandStartException {
    // Not the workspace: git, make or python would run files that another skill has left there.
    if (requested == null || requested.isBlank()) {
      return paths.scratch();
    }
    try {
      var shared = Files.isDirectory(paths.workspace());
      var directory = (shared ? paths.workspace() : paths.scratch()).resolve(requested);
      if (Files.isDirectory(directory)) {
        return directory;
      }
    } catch (InvalidPathException e) {
      // No directory can have this name.
    }
    throw new CommandStartException(
        CANNOT_RUN,
        "the working directory " + requested + " does not exist in this skill's container");
  }

  private ExecResult result(
      ExecRequest request, Process process, ProcessTree tree, CommandFiles files, long started)
      throws InterruptedException {
    try {
      if (stopped) {
        tree.kill();
      }
      var stop = await(process, tree, files, request.timeout());
      var duration = NANOSECONDS.toMillis(System.nanoTime() - started);
      return result(request.id(), process, stop, files, duration);
    } catch (IOException e) {
      tree.kill();
      return ExecResult.failed(
          request.id(), CANNOT_RUN, "the command's output cannot be read: " + e.getMessage());
    }
  }

  /** How the executor stopped a command; all null and false if it exited. */
  private record Stop(@Nullable String signal, boolean timedOut, @Nullable String error) {}

  private Stop await(Process process, ProcessTree tree, CommandFiles files, int seconds)
      throws IOException, InterruptedException {
    var deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (true) {
      var left = deadline - System.nanoTime();
      var wait = Math.min(OUTPUT_POLL_INTERVAL.toNanos(), Math.max(left, 0));
      if (process.waitFor(wait, NANOSECONDS)) {
        return new Stop(null, false, null);
      }
      if (left <= 0) {
        return new Stop(tree.terminate(GRACE_PERIOD), true, null);
      }
      tree.observe();
      var excess = excess(files);
      if (excess != null) {
        tree.kill();
        return new Stop("KILL", false, "the command was killed because " + excess);
      }
    }
  }

  /** Returns how a command exceeds a limit of its output, or null. */
  private @Nullable String excess(CommandFiles files) throws IOException {
    var stream = files.streamAbove(limits.outputBytes());
    if (stream != null) {
      return "it wrote more than " + (limits.outputBytes() >> 20) + " MiB to " + stream;
    }
    var total = 0L;
    for (var output : outputs) {
      total += output.sizeOrZero();
    }
    // The share of each command: one that writes little is not killed for another.
    if (total > limits.totalOutputBytes()
        && files.size() >= limits.totalOutputBytes() / outputs.size()) {
      return "the commands of this container wrote more than "
          + (limits.totalOutputBytes() >> 20)
          + " MiB together";
    }
    return null;
  }

  private ExecResult result(
      String id, Process process, Stop stop, CommandFiles files, long durationMs)
      throws IOException, InterruptedException {
    // A process that KILL does not stop waits in the kernel and has no more effect.
    var exitCode = process.waitFor(100, MILLISECONDS) ? process.exitValue() : 137;
    files.mask(secrets.masker());
    var stdout = files.stdout().headAndTail(STDOUT_HEAD_BYTES, STDOUT_TAIL_BYTES);
    var stderr = files.stderr().headAndTail(STDERR_HEAD_BYTES, STDERR_TAIL_BYTES);
    return new ExecResult(
        id,
        exitCode,
        stdout.text(),
        stderr.text(),
        stop.timedOut(),
        durationMs,
        stdout.bytes(),
        stderr.bytes(),
        stdout.truncated() || stderr.truncated(),
        stdout.truncated() ? archive.store(files.stdout(), id + ".out") : null,
        stderr.truncated() ? archive.store(files.stderr(), id + ".err") : null,
        stop.signal(),
        stop.error());
  }

  /** A server in the background can continue, but must not fill the disk. */
  private void limitBackgroundOutput(ProcessTree tree, CommandFiles files)
      throws IOException, InterruptedException {
    while (tree.isAlive()) {
      files.truncateIfAbove(limits.outputBytes());
      orphans.reap();
      Thread.sleep(BACKGROUND_POLL_INTERVAL);
    }
  }
}
