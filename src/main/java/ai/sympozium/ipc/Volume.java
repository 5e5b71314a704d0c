package ai.sympozium.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A volume whose root is held open. Other containers can replace every directory of a volume except
 * its root, because the root is a mount point.
 */
public record Volume(Path path, SecureDirectory root) implements Closeable {

  /** Opens the volume that is mounted at a path. */
  public static Volume open(Path path) throws IOException {
    return new Volume(path, SecureDirectory.open(path));
  }

  /** Opens a directory below a directory of this volume. Creates it if it does not exist. */
  public SecureDirectory childOf(SecureDirectory parent, String name) throws IOException {
    if (!parent.has(name)) {
      // Java cannot create a directory relative to a handle, but it can move one there.
      var temporary = ".tmp-" + IpcFiles.newId();
      Files.createDirectory(path.resolve(temporary));
      try {
        root.moveTo(parent, temporary, name);
      } catch (IOException e) {
        root.deleteDirectoryIfExists(temporary);
        if (!parent.has(name)) {
          throw e;
        }
      }
    }
    return parent.child(name);
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
