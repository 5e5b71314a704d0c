package ai.sympozium.executor;

import static ai.sympozium.ipc.SecureDirectory.READABLE;

import ai.sympozium.ipc.IpcFiles;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Stores output that is too long for a result, so that the agent can read it: as {@code
 * .sympozium/<skill>/<id>.<stream>} in the shared workspace.
 */
final class OutputArchive {
  private static final long MAX_BYTES = 256L << 20;
  private static final String DIRECTORY = ".sympozium";

  private final Path workspace;
  private final String skill;
  private long storedBytes;

  OutputArchive(Path workspace, String skill) {
    this.workspace = workspace;
    this.skill = skill;
  }

  /** Stores the output of a stream. Returns its path, or null if that is not possible. */
  synchronized @Nullable String store(OutputFile output, String name) {
    if (!Files.isDirectory(workspace) || !Files.isWritable(workspace)) {
      return null;
    }
    try {
      var size = output.maskedBytes();
      if (storedBytes + size > MAX_BYTES) {
        return null;
      }
      storedBytes += size;
      try (var volume = Volume.open(workspace);
          var parent = volume.childOf(volume.root(), DIRECTORY);
          var directory = volume.childOf(parent, skill)) {
        copy(output, directory, name);
      }
      return workspace.resolve(DIRECTORY).resolve(skill).resolve(name).toString();
    } catch (IOException e) {
      System.err.println("executor: the whole output could not be stored: " + e);
      return null;
    }
  }

  private static void copy(OutputFile output, SecureDirectory directory, String name)
      throws IOException {
    var temporary = ".tmp-" + IpcFiles.newId();
    try {
      try (var target = directory.create(temporary, READABLE)) {
        output.copyTo(target);
      }
      directory.rename(temporary, name);
    } catch (IOException e) {
      directory.deleteIfExists(temporary);
      throw e;
    }
  }
}
