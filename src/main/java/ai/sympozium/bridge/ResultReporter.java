package ai.sympozium.bridge;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import ai.sympozium.base.JsonTrees;
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

/** Sends what the agent puts out, once. */
final class ResultReporter {
  static final int LARGEST_TRANSCRIPT = 700 << 10;

  private static final int LARGEST_RESULT = 1 << 20;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Path ipc;
  private final GatewayClient gateway;
  private final ReentrantLock sending = new ReentrantLock();
  private boolean sent;
  private volatile Instant until = Instant.MAX;
  private volatile String told = "";

  ResultReporter(Path ipc, GatewayClient gateway) {
    this.ipc = ipc;
    this.gateway = gateway;
  }

  /**
   * Sends the result as soon as it is there, then waits for the end: the kubelet would restart us.
   */
  void run() throws IOException, InterruptedException {
    var output = ipc.resolve(IpcFiles.OUTPUT);
    Files.createDirectories(output);
    try (var watch = DirectoryWatcher.of(output)) {
      while (result() == null) {
        watch.await(LOOK_AGAIN);
        if (ended()) {
          return;
        }
      }
    }
    sending.lockInterruptibly();
    try {
      send();
    } finally {
      sending.unlock();
    }
    while (!ended()) {
      Thread.sleep(LOOK_AGAIN);
    }
  }

  /** Sends what there is, unless the result has been sent; gives up after the given time. */
  void end(Duration atMost) {
    until = Instant.now().plus(atMost);
    try {
      if (sending.tryLock(atMost.toNanos(), NANOSECONDS)) {
        try {
          send();
        } finally {
          sending.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ended() {
    return !until.equals(Instant.MAX);
  }

  private void send() throws InterruptedException {
    if (sent) {
      return;
    }
    var result = result();
    var report = JsonTrees.object();
    report.set("result", result);
    report.put("transcript", transcript()).put("complete", result != null);
    try {
      gateway.post("/v1/result", report, () -> until);
      sent = true;
      System.err.println("bridge: the result is reported");
    } catch (GatewayRejectedException e) {
      sent = true;
      System.err.println("bridge: the result was refused: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("bridge: the result could not be reported: " + e);
    }
  }

  private @Nullable ObjectNode result() {
    try (var root = SecureDirectory.open(ipc);
        var output = root.child(IpcFiles.OUTPUT)) {
      return JsonTrees.readObject(output.read(IpcFiles.RESULT, LARGEST_RESULT));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      var trouble = e.toString();
      if (!trouble.equals(told)) {
        System.err.println("bridge: the result cannot be read: " + trouble);
        told = trouble;
      }
      return null;
    }
  }

  private String transcript() {
    try (var root = SecureDirectory.open(ipc);
        var output = root.child(IpcFiles.OUTPUT);
        var file = output.openFile(IpcFiles.TRANSCRIPT)) {
      return TranscriptTruncator.read(file, LARGEST_TRANSCRIPT);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      System.err.println("bridge: the transcript cannot be read: " + e);
      return "";
    }
  }
}
