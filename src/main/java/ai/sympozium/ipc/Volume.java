package ai.sympozium.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A volume held open by its root, the one place in it that nobody can replace, as it is a mount
 * point.
 *
 * @param root the root held open
 */
public record Volume(Path path, SecureDirectory root) implements Closeable {

  /** Opens the volume mounted at a path. */
  public static Volume open(Path path) throws IOException {
    return new Volume(path, SecureDirectory.open(path));
  }

  /** Opens a directory in a directory of this volume, and makes it if it is not there. */
  public SecureDirectory childOf(SecureDirectory parent, String name) throws IOException {
    if (!parent.has(name)) {
      // Java cannot make a directory relative to a handle, but it can move one there.
      var temporary = ".tmp-" + IpcFiles.newId();
      Files.createDirectory(path.resolve(temporary));
      try {
        root.moveTo(parent, temporary, name);
      } catch (IOException e) {
        root.deleteDirectoryIfThere(temporary);
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
