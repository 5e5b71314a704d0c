package ai.sympozium.agent;

import static ai.sympozium.ipc.SecureDirectory.READABLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.ipc.AgentResult;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What the agent hands to the bridge: the transcript as it grows, and at last the result. */
final class Outbox {
  private final Path ipc;
  private final FileChannel transcript;
  private boolean closed;

  private Outbox(Path ipc, FileChannel transcript) {
    this.ipc = ipc;
    this.transcript = transcript;
  }

  static Outbox in(Path ipc) throws IOException {
    var output = Files.createDirectories(output(ipc));
    var transcript = FileChannel.open(output.resolve(IpcFiles.TRANSCRIPT), CREATE, WRITE, APPEND);
    return new Outbox(ipc, transcript);
  }

  /** Adds a line to the transcript, unless the result is out already. */
  synchronized void append(ObjectNode line) throws IOException {
    if (!closed) {
      var bytes = ByteBuffer.wrap((JsonTrees.write(line) + "\n").getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        transcript.write(bytes);
      }
    }
  }

  /** Puts out the result, and tells all containers that the agent is done. */
  synchronized void finish(AgentResult result) throws IOException {
    closed = true;
    transcript.close();
    try (var output = SecureDirectory.open(output(ipc))) {
      output.write(IpcFiles.RESULT, JsonTrees.writeBytes(result.toJson()), READABLE);
    }
    try (var volumes = Files.newDirectoryStream(ipc)) {
      for (var volume : volumes) {
        if (Files.isDirectory(volume, LinkOption.NOFOLLOW_LINKS)) {
          markDone(volume);
        }
      }
    }
  }

  private static void markDone(Path volume) {
    try (var directory = SecureDirectory.open(volume)) {
      directory.write(IpcFiles.DONE, "done\n".getBytes(UTF_8), READABLE);
    } catch (IOException e) {
      System.err.println("agent: " + volume + " cannot be told that the agent is done: " + e);
    }
  }

  private static Path output(Path ipc) {
    return ipc.resolve(AgentPaths.BRIDGE).resolve(IpcFiles.OUTPUT);
  }
}
