package ai.sympozium.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.ExecRequest;
import ai.sympozium.ipc.ExecResult;
import ai.sympozium.ipc.ExecutorReady;
import ai.sympozium.ipc.IpcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An executor with its own directories, for tests. */
public final class RunningExecutor implements AutoCloseable {
  private final ExecutorPaths paths;
  private final Executor executor;
  private final Thread thread;

  private RunningExecutor(ExecutorPaths paths, Executor executor) {
    this.paths = paths;
    this.executor = executor;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                executor.run();
              } catch (InterruptedException e) {
                // The test has finished.
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  /** Starts an executor that allows 1 MiB of output. */
  public static RunningExecutor in(Path root) throws IOException {
    return in(root, Map.of());
  }

  static RunningExecutor in(Path root, Map<String, String> more) throws IOException {
    return in(root, more, Duration.ofSeconds(2));
  }

  static RunningExecutor in(Path root, Map<String, String> more, Duration untilComplete)
      throws IOException {
    return in(root, more, new ExecutorLimits(1 << 20, 3 << 20, untilComplete));
  }

  static RunningExecutor in(Path root, Map<String, String> more, ExecutorLimits limits)
      throws IOException {
    var environment = new HashMap<>(System.getenv());
    environment.put("SYMPOZIUM_SKILL", "k8s-ops");
    environment.putAll(more);
    var paths = paths(root);
    return new RunningExecutor(paths, new Executor(environment, paths, limits));
  }

  /** Creates the directories of an executor. */
  static ExecutorPaths paths(Path root) throws IOException {
    var paths =
        new ExecutorPaths(
            root.resolve("ipc"),
            root.resolve("workspace"),
            root.resolve("scratch"),
            root.resolve("identity"),
            root.resolve("serviceaccount"),
            root.resolve("cgroup"));
    Files.createDirectories(paths.ipc().resolve(IpcFiles.TOOLS));
    Files.createDirectories(paths.workspace());
    Files.createDirectories(paths.scratch());
    Files.createDirectories(paths.identity());
    Files.createDirectories(paths.serviceAccount());
    return paths;
  }

  ExecutorPaths paths() {
    return paths;
  }

  Path tools() {
    return paths.ipc().resolve(IpcFiles.TOOLS);
  }

  ExecutorReady ready() throws IOException {
    var file = paths.ipc().resolve(IpcFiles.READY);
    until(() -> assertThat(file).exists());
    return ExecutorReady.read(JsonTrees.read(Files.readAllBytes(file)));
  }

  ExecResult run(String command) throws IOException {
    return run(command, 30);
  }

  ExecResult run(String command, int timeout) throws IOException {
    return run(ExecRequest.shell(IpcFiles.newId(), command, null, timeout));
  }

  ExecResult runArgv(String... argv) throws IOException {
    return run(new ExecRequest(IpcFiles.newId(), null, List.of(), List.of(argv), null, 30, null));
  }

  ExecResult run(ExecRequest request) throws IOException {
    send(request.id(), JsonTrees.write(request.toJson()));
    return result(request.id());
  }

  ExecResult runRaw(String id, String json) throws IOException {
    send(id, json);
    return result(id);
  }

  void send(String id, String json) throws IOException {
    var temporary = Files.writeString(tools().resolve(".tmp-" + id), json);
    Files.move(temporary, tools().resolve(IpcFiles.execRequest(id)));
  }

  ExecResult result(String id) throws IOException {
    var file = tools().resolve(IpcFiles.execResult(id));
    until(() -> assertThat(file).exists());
    return ExecResult.read(id, JsonTrees.read(Files.readAllBytes(file)));
  }

  @Nullable ExecResult resultNow(String id) throws IOException {
    var file = tools().resolve(IpcFiles.execResult(id));
    return Files.exists(file)
        ? ExecResult.read(id, JsonTrees.read(Files.readAllBytes(file)))
        : null;
  }

  static void until(org.awaitility.core.ThrowingRunnable condition) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(condition);
  }

  @Override
  public void close() {
    executor.stop();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
