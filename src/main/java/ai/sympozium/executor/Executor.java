package ai.sympozium.executor;

import static ai.sympozium.ipc.ExecResult.CANNOT_RUN;
import static ai.sympozium.ipc.SecureDirectory.READABLE;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.DirectoryWatcher;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.ExecutorReady;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Takes requests from the skill's IPC volume and answers each exactly once. */
final class Executor {
  static final int LARGEST_REQUEST = 1 << 20;

  private static final int AT_ONCE = 16;
  private static final Duration READ_AGAIN = Duration.ofMillis(20);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Map<String, String> environment;
  private final ExecutorPaths paths;
  private final ExecutorLimits limits;
  private final Path tools;
  private final String skill;
  private final ExecutablePath programs;
  private final CommandRunner commands;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  private volatile @Nullable String broken;

  Executor(Map<String, String> environment, ExecutorPaths paths) {
    this(environment, paths, ExecutorLimits.USUAL);
  }

  Executor(Map<String, String> environment, ExecutorPaths paths, ExecutorLimits limits) {
    this.environment = environment;
    this.paths = paths;
    this.limits = limits;
    this.tools = paths.ipc().resolve(IpcFiles.TOOLS);
    this.skill = environment.getOrDefault("SYMPOZIUM_SKILL", "skill");
    this.programs = ExecutablePath.on(environment.get("PATH"));
    this.commands = new CommandRunner(environment, paths, programs, skill, limits.output());
  }

  /** Works until stopped. */
  void run() throws IOException, InterruptedException {
    Files.createDirectories(tools);
    try (var ipc = SecureDirectory.open(paths.ipc());
        var watch = DirectoryWatcher.of(tools)) {
      // Of a container's earlier life; commands may not work yet in this one.
      ipc.deleteIfThere(IpcFiles.READY);
      answerInterrupted(ipc);
      getToken();
      ipc.write(IpcFiles.READY, JsonTrees.writeBytes(ready().toJson()), READABLE);
      while (!stopped) {
        if (!ipc.has(IpcFiles.DONE)) {
          takeRequests(ipc);
        }
        watch.await(LOOK_AGAIN);
      }
    }
  }

  /** Ends all commands and then {@link #run}. */
  void stop() {
    stopped = true;
    try {
      commands.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ExecutorReady ready() {
    var shell = programs.shell();
    var version = Executor.class.getPackage().getImplementationVersion();
    return new ExecutorReady(
        "sympozium/" + (version == null ? "dev" : version),
        skill,
        shell == null ? null : String.valueOf(shell.getFileName()),
        programs.missing(environment.get("SYMPOZIUM_REQUIRED_BINS")),
        broken);
  }

  private void getToken() throws InterruptedException {
    var gateway = environment.get("SYMPOZIUM_GATEWAY");
    if (gateway == null || gateway.isBlank()) {
      return;
    }
    try {
      var token =
          new ApiTokenRenewer(
              new GatewayClient(URI.create(gateway), paths.identity()),
              skill,
              paths.serviceAccount(),
              InstantSource.system());
      var pause = token.renew();
      Thread.ofVirtual()
          .start(() -> {
            try {
              token.keep(pause);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    } catch (IOException | IllegalArgumentException | GatewayRejectedException e) {
      broken = "skill " + skill + " has no API token: " + e.getMessage();
      System.err.println("executor: " + broken);
    }
  }

  /** Answers what an earlier life of this container had begun and can't know the end of. */
  private void answerInterrupted(SecureDirectory ipc) throws IOException {
    try (var directory = ipc.child(IpcFiles.TOOLS)) {
      var names = new HashSet<>(directory.names());
      for (var name : names) {
        var id = IpcFiles.idOfClaim(name);
        if (id != null
            && names.contains(IpcFiles.execRequest(id))
            && !names.contains(IpcFiles.execResult(id))) {
          var error =
              "the skill's container was restarted while it ran "
                  + commandLine(directory, id)
                  + ", perhaps for lack of memory; how far the command came is not known";
          answer(ExecResult.failed(id, CANNOT_RUN, error));
        }
      }
    }
  }

  private static String commandLine(SecureDirectory directory, String id) {
    try {
      var json = JsonTrees.readObject(directory.read(IpcFiles.execRequest(id), LARGEST_REQUEST));
      return "`" + ExecRequest.read(id, json).commandLine() + "`";
    } catch (IOException e) {
      return "the command";
    }
  }

  private void takeRequests(SecureDirectory ipc) {
    try (var directory = tools(ipc)) {
      var names = new HashSet<>(directory.names());
      for (var name : names) {
        var id = IpcFiles.idOfExecRequest(name);
        if (id != null && !names.contains(IpcFiles.execResult(id)) && taken.add(id)) {
          Thread.ofVirtual().name("request-" + id).start(() -> handle(id));
        }
        var claim = IpcFiles.idOfClaim(name);
        if (claim != null
            && !names.contains(IpcFiles.execRequest(claim))
            && !taken.contains(claim)) {
          release(directory, name);
        }
      }
    } catch (IOException e) {
      System.err.println("executor: cannot look for requests: " + e);
    }
  }

  private static void release(SecureDirectory directory, String claim) {
    try {
      directory.deleteDirectoryIfThere(claim);
    } catch (IOException e) {
      // A command has put something else there; it does no harm.
    }
  }

  private SecureDirectory tools(SecureDirectory ipc) throws IOException {
    if (!ipc.has(IpcFiles.TOOLS)) {
      // A command has cleared the volume, which is its right.
      Files.createDirectory(tools);
    }
    return ipc.child(IpcFiles.TOOLS);
  }

  private void handle(String id) {
    try (var place = new Place()) {
      handle(id, place);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      taken.remove(id);
    }
  }

  private void handle(String id, Place place) throws InterruptedException {
    ExecRequest request;
    try {
      request = readWhenComplete(id);
    } catch (NoSuchFileException e) {
      // Withdrawn before it was begun.
      return;
    } catch (IOException e) {
      if (claim(id)) {
        answer(
            ExecResult.failed(id, CANNOT_RUN, "the request could not be understood: " + reason(e)));
      }
      return;
    }
    if (!claim(id)) {
      return;
    }
    var trouble = broken;
    if (trouble != null) {
      answer(ExecResult.failed(id, CANNOT_RUN, trouble));
      return;
    }
    commands.run(
        request,
        result -> {
          answer(result);
          place.close();
        });
  }

  /** One of the places for commands that run at once; what stays in the background takes none. */
  private final class Place implements AutoCloseable {
    private final AtomicBoolean held = new AtomicBoolean(true);

    Place() throws InterruptedException {
      places.acquire();
    }

    @Override
    public void close() {
      if (held.compareAndSet(true, false)) {
        places.release();
      }
    }
  }

  private ExecRequest readWhenComplete(String id) throws IOException, InterruptedException {
    var until = System.nanoTime() + limits.untilComplete().toNanos();
    while (true) {
      try (var ipc = SecureDirectory.open(paths.ipc());
          var directory = ipc.child(IpcFiles.TOOLS)) {
        var bytes = directory.read(IpcFiles.execRequest(id), LARGEST_REQUEST);
        return ExecRequest.read(id, JsonTrees.readObject(bytes));
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        Thread.sleep(READ_AGAIN);
      }
    }
  }

  /**
   * Marks a request as begun, for this container's later lives; false when that was done before.
   */
  private boolean claim(String id) {
    try {
      Files.createDirectory(tools.resolve(IpcFiles.claim(id)));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      System.err.println("executor: request " + id + " cannot be claimed: " + e);
      return false;
    }
  }

  private void answer(ExecResult result) {
    try (var ipc = SecureDirectory.open(paths.ipc());
        var directory = ipc.child(IpcFiles.TOOLS)) {
      directory.write(
          IpcFiles.execResult(result.id()), JsonTrees.writeBytes(result.toJson()), READABLE);
    } catch (IOException e) {
      System.err.println("executor: the answer to " + result.id() + " cannot be written: " + e);
    }
  }

  private static String reason(IOException e) {
    var message = e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse(message);
  }
}
