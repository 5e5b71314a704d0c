package ai.sympozium.agent.tool;

import static ai.sympozium.ipc.SecureDirectory.READABLE;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.contract.ToolErrorCode;
import ai.sympozium.ipc.DirectoryWatcher;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.Volume;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sends requests of tools to the operator: through files in the bridge's IPC volume, which no skill
 * can access.
 *
 * <p>To add a tool, add a constant to {@link OperatorTool}, a {@link Tool} that calls this client,
 * and a {@code ToolRequestHandler} in the operator.
 */
public final class OperatorToolClient {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private final Path volume;
  private final Duration timeout;

  /**
   * Creates a client.
   *
   * @param volume the bridge's IPC volume
   * @param timeout longest wait for an answer; longer than that of the bridge
   */
  public OperatorToolClient(Path volume, Duration timeout) {
    this.volume = volume;
    this.timeout = timeout;
  }

  /** Sends the arguments of a call and returns the operator's result. */
  JsonNode call(OperatorTool tool, ObjectNode arguments)
      throws ToolException, InterruptedException {
    var content = JsonTrees.writeBytes(arguments);
    if (content.length > GatewayApi.MAX_TOOL_REQUEST_BYTES) {
      throw ToolArguments.invalid(
          "the arguments are larger than " + GatewayApi.MAX_TOOL_REQUEST_BYTES + " bytes");
    }
    var id = IpcFiles.newId();
    try {
      var directory = Files.createDirectories(volume.resolve(tool.directory()));
      try (var watcher = DirectoryWatcher.of(directory);
          var root = Volume.open(volume);
          var requests = root.childOf(root.root(), tool.directory())) {
        requests.write(tool.requestFile(id), content, READABLE);
        try {
          return result(await(requests, tool.answerFile(id), watcher));
        } finally {
          // The request first: a request without an answer would be sent again.
          requests.deleteIfExists(tool.requestFile(id));
          requests.deleteIfExists(tool.answerFile(id));
        }
      }
    } catch (IOException e) {
      throw new ToolException(
          ToolErrorCode.VOLUME_ERROR,
          "the files shared with the bridge cannot be used: " + e,
          "Try once more. If it fails again, state this in your answer.");
    }
  }

  private ObjectNode await(SecureDirectory requests, String answer, DirectoryWatcher watcher)
      throws IOException, ToolException, InterruptedException {
    var deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return JsonTrees.readObject(requests.read(answer, GatewayApi.MAX_RESPONSE_BYTES));
      } catch (NoSuchFileException e) {
        if (System.nanoTime() >= deadline) {
          throw new ToolException(
              ToolErrorCode.NO_ANSWER,
              "the bridge has not answered within " + timeout.toSeconds() + " s",
              "It is not known whether the request took effect. Check it before you try again.");
        }
        watcher.await(POLL_INTERVAL);
      }
    }
  }

  private static JsonNode result(ObjectNode answer) throws ToolException {
    var error = answer.path(GatewayApi.ERROR);
    if (error.isObject()) {
      throw new ToolException(
          error.path(GatewayApi.ERROR_CODE).asText("RequestFailed"),
          error.path(GatewayApi.ERROR_MESSAGE).asText(""),
          error.path(GatewayApi.ERROR_HINT).asText(""));
    }
    return answer.path(GatewayApi.RESULT);
  }
}
