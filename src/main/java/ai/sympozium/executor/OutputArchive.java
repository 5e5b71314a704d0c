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
 * Keeps output that is too long for an answer where the agent can read it: {@code
 * .sympozium/<pack>/<id>.<stream>} in the shared workspace.
 */
final class OutputArchive {
  private static final long MOST_BYTES = 256L << 20;
  private static final String DIRECTORY = ".sympozium";

  private final Path workspace;
  private final String skill;
  private long keptBytes;

  OutputArchive(Path workspace, String skill) {
    this.workspace = workspace;
    this.skill = skill;
  }

  /** Keeps a stream's output; the answer is its path, or null when that is not possible. */
  synchronized @Nullable String keep(OutputFile output, String name) {
    if (!Files.isDirectory(workspace) || !Files.isWritable(workspace)) {
      return null;
    }
    try {
      var size = output.size();
      if (keptBytes + size > MOST_BYTES) {
        return null;
      }
      keptBytes += size;
      try (var volume = Volume.open(workspace);
          var ours = volume.childOf(volume.root(), DIRECTORY);
          var pack = volume.childOf(ours, skill)) {
        copy(output, pack, name);
      }
      return workspace.resolve(DIRECTORY).resolve(skill).resolve(name).toString();
    } catch (IOException e) {
      System.err.println("executor: the whole output could not be kept: " + e);
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
      directory.deleteIfThere(temporary);
      throw e;
    }
  }
}
