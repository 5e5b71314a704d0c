package ai.sympozium.bridge;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import ai.sympozium.ipc.DirectoryWatch;
import ai.sympozium.ipc.IpcNames;
import ai.sympozium.ipc.Json;
import ai.sympozium.ipc.OpenDirectory;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRefusal;
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
final class Bridge {
  static final int LARGEST_TRANSCRIPT = 700 << 10;

  private static final int LARGEST_RESULT = 1 << 20;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Path ipc;
  private final GatewayClient gateway;
  private final ReentrantLock sending = new ReentrantLock();
  private boolean sent;
  private volatile Instant until = Instant.MAX;
  private volatile String told = "";

  Bridge(Path ipc, GatewayClient gateway) {
    this.ipc = ipc;
    this.gateway = gateway;
  }

  /**
   * Sends the result as soon as it is there, then waits for the end: the kubelet would restart us.
   */
  void run() throws IOException, InterruptedException {
    var output = ipc.resolve(IpcNames.OUTPUT);
    Files.createDirectories(output);
    try (var watch = DirectoryWatch.of(output)) {
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
    var report = Json.object();
    report.set("result", result);
    report.put("transcript", transcript()).put("complete", result != null);
    try {
      gateway.post("/v1/result", report, () -> until);
      sent = true;
      System.err.println("bridge: the result is reported");
    } catch (GatewayRefusal e) {
      sent = true;
      System.err.println("bridge: the result was refused: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("bridge: the result could not be reported: " + e);
    }
  }

  private @Nullable ObjectNode result() {
    try (var root = OpenDirectory.open(ipc);
        var output = root.child(IpcNames.OUTPUT)) {
      return Json.readObject(output.read(IpcNames.RESULT, LARGEST_RESULT));
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
    try (var root = OpenDirectory.open(ipc);
        var output = root.child(IpcNames.OUTPUT);
        var file = output.openFile(IpcNames.TRANSCRIPT)) {
      return CutTranscript.read(file, LARGEST_TRANSCRIPT);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      System.err.println("bridge: the transcript cannot be read: " + e);
      return "";
    }
  }
}
