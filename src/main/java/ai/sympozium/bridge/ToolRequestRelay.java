package ai.sympozium.bridge;

import static ai.sympozium.ipc.SecureDirectory.READABLE;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.ipc.DirectoryWatcher;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.Volume;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the tool requests of the agent to the gateway, one after the other, and writes each answer
 * beside its request.
 *
 * <p>Crash-safe: a request without an answer is sent again with the same id, and the operator does
 * not act twice on one id.
 */
final class ToolRequestRelay {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration PENDING_INTERVAL = Duration.ofMillis(500);

  private final Path ipc;
  private final GatewayClient gateway;
  private final Duration timeout;

  /**
   * Creates a relay.
   *
   * @param timeout longest wait for the answer of the operator
   */
  ToolRequestRelay(Path ipc, GatewayClient gateway, Duration timeout) {
    this.ipc = ipc;
    this.gateway = gateway;
    this.timeout = timeout;
  }

  /** Relays requests until the thread is interrupted. */
  void run() throws IOException, InterruptedException {
    var directories = new ArrayList<Path>();
    for (var tool : OperatorTool.values()) {
      directories.add(Files.createDirectories(ipc.resolve(tool.directory())));
    }
    try (var watcher = DirectoryWatcher.of(directories.toArray(Path[]::new))) {
      while (true) {
        for (var tool : OperatorTool.values()) {
          relayAll(tool);
        }
        watcher.await(POLL_INTERVAL);
      }
    }
  }

  private void relayAll(OperatorTool tool) throws InterruptedException {
    try {
      for (var id : unanswered(tool)) {
        relay(tool, id);
      }
    } catch (IOException e) {
      System.err.println("bridge: requests of " + tool.toolName() + " are not readable: " + e);
    }
  }

  private List<String> unanswered(OperatorTool tool) throws IOException {
    try (var volume = Volume.open(ipc);
        var requests = volume.childOf(volume.root(), tool.directory())) {
      var ids = new ArrayList<String>();
      for (var name : requests.names()) {
        var id = IpcFiles.idOfToolRequest(tool, name);
        if (id != null && !requests.has(tool.answerFile(id))) {
          ids.add(id);
        }
      }
      ids.sort(null);
      return ids;
    }
  }

  private void relay(OperatorTool tool, String id) throws IOException, InterruptedException {
    ObjectNode answer;
    try {
      answer = send(tool, id, read(tool, id));
    } catch (NoSuchFileException e) {
      return; // The agent no longer waits.
    } catch (GatewayRejectedException e) {
      answer = error("RequestRejected", e.getMessage(), "Continue without the tool.");
    } catch (FileSystemException e) {
      answer = error("RequestNotReadable", e.toString(), "Use shorter arguments.");
    } catch (IOException e) {
      System.err.println("bridge: no answer to request " + id + ": " + e);
      answer =
          error(
              "OperatorNotReachable",
              "the operator has not answered within " + timeout.toSeconds() + " s",
              "It is not known whether the request took effect. Check it before you try again.");
    }
    try (var volume = SecureDirectory.open(ipc);
        var requests = volume.child(tool.directory())) {
      requests.write(tool.answerFile(id), JsonTrees.writeBytes(answer), READABLE);
    }
  }

  private ObjectNode read(OperatorTool tool, String id) throws IOException {
    try (var volume = SecureDirectory.open(ipc);
        var requests = volume.child(tool.directory())) {
      var bytes = requests.read(tool.requestFile(id), GatewayApi.MAX_TOOL_REQUEST_BYTES);
      try {
        return JsonTrees.readObject(bytes);
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) {
        throw new FileSystemException(tool.requestFile(id), null, "is not a JSON object");
      }
    }
  }

  private ObjectNode send(OperatorTool tool, String id, ObjectNode arguments)
      throws IOException, InterruptedException {
    var request = JsonTrees.object();
    request.put(GatewayApi.TOOL, tool.toolName()).put(GatewayApi.ID, id);
    request.set(GatewayApi.ARGUMENTS, arguments);
    var deadline = Instant.now().plus(timeout);
    while (true) {
      var answer = gateway.post(GatewayApi.TOOL_PATH, request, () -> deadline);
      if (!JsonTrees.flag(answer, GatewayApi.PENDING)) {
        return answer;
      }
      if (!Instant.now().plus(PENDING_INTERVAL).isBefore(deadline)) {
        throw new IOException("the request is still pending");
      }
      Thread.sleep(PENDING_INTERVAL);
    }
  }

  private static ObjectNode error(String code, String message, String hint) {
    var answer = JsonTrees.object();
    answer
        .putObject(GatewayApi.ERROR)
        .put(GatewayApi.ERROR_CODE, code)
        .put(GatewayApi.ERROR_MESSAGE, message)
        .put(GatewayApi.ERROR_HINT, hint);
    return answer;
  }
}
