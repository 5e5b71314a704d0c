package ai.sympozium.bridge;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.DirectoryWatcher;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reports the agent's result and transcript to the gateway, once. */
final class ResultReporter {
  private static final int MAX_RESULT_BYTES = 1 << 20;
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private final Path ipc;
  private final GatewayClient gateway;
  private final Runnable onChange;
  private final ReentrantLock reporting = new ReentrantLock();
  private boolean reported;
  private volatile Instant deadline = Instant.MAX;
  private volatile String lastReadError = "";

  /**
   * Creates a reporter.
   *
   * @param onChange is called when a file of the agent may have changed. One watcher is enough: a
   *     node allows only a few for each user id.
   */
  ResultReporter(Path ipc, GatewayClient gateway, Runnable onChange) {
    this.ipc = ipc;
    this.gateway = gateway;
    this.onChange = onChange;
  }

  /**
   * Reports the result when it is written. Runs until the stop, or the kubelet would restart it.
   */
  void run() throws IOException, InterruptedException {
    var output = ipc.resolve(IpcFiles.OUTPUT);
    var log = ipc.resolve(PodContract.LOG_DIRECTORY);
    Files.createDirectories(output);
    Files.createDirectories(log);
    try (var watcher = DirectoryWatcher.of(output, log)) {
      while (readResult() == null) {
        watcher.await(POLL_INTERVAL);
        if (isStopping()) {
          return;
        }
        onChange.run();
      }
      reporting.lockInterruptibly();
      try {
        report();
      } finally {
        reporting.unlock();
      }
      onChange.run();
      while (!isStopping()) {
        watcher.await(POLL_INTERVAL);
        onChange.run();
      }
    }
  }

  /** Reports result and transcript unless this has happened. Gives up after the timeout. */
  void stop(Duration timeout) {
    deadline = Instant.now().plus(timeout);
    try {
      if (reporting.tryLock(timeout.toNanos(), NANOSECONDS)) {
        try {
          report();
        } finally {
          reporting.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopping() {
    return !deadline.equals(Instant.MAX);
  }

  private void report() throws InterruptedException {
    if (reported) {
      return;
    }
    var result = readResult();
    var report = JsonTrees.object();
    report.set(GatewayApi.RESULT, result);
    report.put(GatewayApi.TRANSCRIPT, readTranscript()).put(GatewayApi.COMPLETE, result != null);
    try {
      gateway.post(GatewayApi.RESULT_PATH, report, () -> deadline);
      reported = true;
      System.err.println("bridge: the result is reported");
    } catch (GatewayRejectedException e) {
      reported = true;
      System.err.println("bridge: the gateway rejected the result: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("bridge: the result could not be reported: " + e);
    }
  }

  private @Nullable ObjectNode readResult() {
    try (var root = SecureDirectory.open(ipc);
        var output = root.child(IpcFiles.OUTPUT)) {
      return JsonTrees.readObject(output.read(PodContract.RESULT_FILE, MAX_RESULT_BYTES));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      var error = e.toString();
      if (!error.equals(lastReadError)) {
        System.err.println("bridge: the result is not readable: " + error);
        lastReadError = error;
      }
      return null;
    }
  }

  private String readTranscript() {
    try (var root = SecureDirectory.open(ipc);
        var output = root.child(IpcFiles.OUTPUT);
        var file = output.openFile(PodContract.TRANSCRIPT_FILE)) {
      return TranscriptTruncator.read(file, GatewayApi.MAX_TRANSCRIPT_BYTES);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      System.err.println("bridge: the transcript is not readable: " + e);
      return "";
    }
  }
}
