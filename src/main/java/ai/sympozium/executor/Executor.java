package ai.sympozium.executor;

import static ai.sympozium.ipc.ExecResult.CANNOT_RUN;
import static ai.sympozium.ipc.SecureDirectory.READABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.PodContract;
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
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs the requests in the skill's IPC volume. Each request gets exactly one result. Beside a loop
 * of the skill's image, it only fetches the API token.
 */
final class Executor {
  private static final int MAX_CONCURRENT_COMMANDS = 16;
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

  private final Map<String, String> environment;
  private final ExecutorPaths paths;
  private final String skill;
  private final ExecutablePath programs;
  private final RequestDirectory requests;
  private final CommandRunner commands;
  private final Semaphore slots = new Semaphore(MAX_CONCURRENT_COMMANDS);
  private final Set<String> active = ConcurrentHashMap.newKeySet();
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final boolean tokenOnly;
  private volatile boolean stopped;
  private volatile @Nullable String unavailable;

  Executor(Map<String, String> environment, ExecutorPaths paths) {
    this(environment, paths, ExecutorLimits.DEFAULT);
  }

  Executor(Map<String, String> environment, ExecutorPaths paths, ExecutorLimits limits) {
    this.environment = environment;
    this.paths = paths;
    this.skill = environment.getOrDefault(PodContract.ENV_SKILL, "skill");
    this.tokenOnly = environment.containsKey(PodContract.ENV_TOKEN_ONLY);
    this.programs = ExecutablePath.of(environment.get("PATH"));
    this.requests = new RequestDirectory(paths.ipc(), limits.incompleteRequestTimeout());
    this.commands = new CommandRunner(environment, paths, programs, skill, limits);
  }

  /** Runs requests until {@link #stop}. */
  void run() throws IOException, InterruptedException {
    var tools = requests.create();
    try (var volume = SecureDirectory.open(paths.ipc());
        var watcher = DirectoryWatcher.of(tools)) {
      // Written by an earlier start of this container. Commands may not work yet in this one.
      volume.deleteIfExists(IpcFiles.READY);
      volume.deleteIfExists(IpcFiles.WAITING);
      if (!tokenOnly) {
        requests.answerInterrupted(volume);
      }
      fetchApiToken(volume);
      volume.write(IpcFiles.READY, JsonTrees.writeBytes(ready().toJson()), READABLE);
      while (!stopped) {
        if (!tokenOnly && !volume.has(IpcFiles.DONE)) {
          takeRequests(volume);
        }
        watcher.await(POLL_INTERVAL);
      }
    } finally {
      // No handler writes to the volume after the executor has stopped.
      handlers.shutdown();
      if (!handlers.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("executor: requests are still running: " + active);
      }
    }
  }

  /** Stops all commands and {@link #run}. */
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
        programs.missing(environment.get(PodContract.ENV_REQUIRED_BINS)),
        unavailable);
  }

  private void fetchApiToken(SecureDirectory volume) throws InterruptedException {
    var gateway = environment.get(PodContract.ENV_GATEWAY);
    if (gateway == null || gateway.isBlank()) {
      return;
    }
    try {
      var token =
          new ApiTokenRenewer(
              new GatewayClient(
                  URI.create(gateway), paths.identity(), cause -> announceWait(volume, cause)),
              skill,
              paths.serviceAccount(),
              environment,
              InstantSource.system());
      var pause = token.renew();
      Thread.ofVirtual().start(() -> keepRenewing(token, pause));
    } catch (IOException | IllegalArgumentException | GatewayRejectedException e) {
      unavailable = "skill " + skill + " has no API token: " + e.getMessage();
      System.err.println("executor: " + unavailable);
    }
  }

  private void announceWait(SecureDirectory volume, String cause) {
    System.err.println("waiting for the gateway: " + cause);
    try {
      if (!volume.has(IpcFiles.READY)) {
        volume.write(IpcFiles.WAITING, cause.getBytes(UTF_8), READABLE);
      }
    } catch (IOException e) {
      System.err.println("executor: the cause cannot be stored for the agent: " + e);
    }
  }

  private static void keepRenewing(ApiTokenRenewer token, Duration pause) {
    try {
      token.keepRenewing(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeRequests(SecureDirectory volume) {
    try {
      for (var id : requests.open(volume, active)) {
        if (active.add(id)) {
          handlers.execute(() -> handle(id));
        }
      }
    } catch (IOException e) {
      System.err.println("executor: requests are not readable: " + e);
    }
  }

  private void handle(String id) {
    try (var slot = new Slot()) {
      handle(id, slot);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      active.remove(id);
    }
  }

  private void handle(String id, Slot slot) throws InterruptedException {
    ExecRequest request;
    try {
      request = requests.readWhenComplete(id);
    } catch (NoSuchFileException e) {
      // The agent has withdrawn the request.
      return;
    } catch (IOException e) {
      if (requests.claim(id)) {
        requests.answer(
            ExecResult.failed(id, CANNOT_RUN, "the request is not valid: " + firstLine(e)));
      }
      return;
    }
    if (!requests.claim(id)) {
      return;
    }
    var reason = unavailable;
    if (reason != null) {
      requests.answer(ExecResult.failed(id, CANNOT_RUN, reason));
      return;
    }
    commands.run(
        request,
        result -> {
          requests.answer(result);
          slot.close();
        });
  }

  /** One of the slots for concurrent commands. Processes left in the background use none. */
  private final class Slot implements AutoCloseable {
    private final AtomicBoolean held = new AtomicBoolean(true);

    Slot() throws InterruptedException {
      slots.acquire();
    }

    @Override
    public void close() {
      if (held.compareAndSet(true, false)) {
        slots.release();
      }
    }
  }

  private static String firstLine(IOException e) {
    var message = e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse(message);
  }
}
