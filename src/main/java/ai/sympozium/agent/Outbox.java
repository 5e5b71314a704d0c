package ai.sympozium.agent;

import static ai.sympozium.ipc.SecureDirectory.READABLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import ai.sympozium.contract.AgentResult;
import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Writes the transcript and the result for the bridge. */
final class Outbox {
  private final Path ipc;
  private final FileChannel transcript;
  private final SecretMasker masker;
  private boolean closed;

  private Outbox(Path ipc, FileChannel transcript, SecretMasker masker) {
    this.ipc = ipc;
    this.transcript = transcript;
    this.masker = masker;
  }

  static Outbox in(Path ipc, SecretMasker masker) throws IOException {
    var output = Files.createDirectories(output(ipc));
    var file = output.resolve(PodContract.TRANSCRIPT_FILE);
    return new Outbox(ipc, FileChannel.open(file, CREATE, WRITE, APPEND), masker);
  }

  /** Appends a line to the transcript, without secrets. Does nothing after the result. */
  synchronized void append(ObjectNode line) throws IOException {
    if (!closed) {
      var bytes = ByteBuffer.wrap((JsonTrees.write(masked(line)) + "\n").getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        transcript.write(bytes);
      }
    }
  }

  /** Writes the result, then the marker of completion into each IPC volume. */
  synchronized void finish(AgentResult result) throws IOException {
    closed = true;
    transcript.close();
    try (var output = SecureDirectory.open(output(ipc))) {
      output.write(PodContract.RESULT_FILE, JsonTrees.writeBytes(result.toJson()), READABLE);
    }
    try (var volumes = Files.newDirectoryStream(ipc)) {
      for (var volume : volumes) {
        if (Files.isDirectory(volume, LinkOption.NOFOLLOW_LINKS)) {
          markDone(volume);
        }
      }
    }
  }

  private JsonNode masked(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(masker.mask(node.textValue()));
    }
    if (node instanceof ObjectNode object) {
      var masked = JsonTrees.object();
      object.properties().forEach(field -> masked.set(field.getKey(), masked(field.getValue())));
      return masked;
    }
    if (node instanceof ArrayNode array) {
      var masked = JsonTrees.array(List.of());
      array.forEach(element -> masked.add(masked(element)));
      return masked;
    }
    return node;
  }

  private static void markDone(Path volume) {
    try (var directory = SecureDirectory.open(volume)) {
      directory.write(IpcFiles.DONE, "done\n".getBytes(UTF_8), READABLE);
    } catch (IOException e) {
      System.err.println("agent: the file done could not be written in " + volume + ": " + e);
    }
  }

  private static Path output(Path ipc) {
    return ipc.resolve(PodContract.IPC_BRIDGE).resolve(IpcFiles.OUTPUT);
  }
}
