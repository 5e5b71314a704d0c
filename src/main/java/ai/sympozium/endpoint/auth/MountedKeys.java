package ai.sympozium.endpoint.auth;

import ai.sympozium.ipc.DirectoryWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Keys of a mounted Secret. A key that is added, changed or removed has its effect as soon as the
 * kubelet has updated the mount.
 */
public final class MountedKeys implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Path directory;
  private final Thread reader;
  private volatile ApiKeys keys = ApiKeys.NONE;

  /** Reads the keys, and again after each change until the object is closed. */
  public MountedKeys(Path directory) {
    this.directory = directory;
    read();
    reader = Thread.ofVirtual().name("keys").start(this::follow);
  }

  public ApiKeys keys() {
    return keys;
  }

  @Override
  public void close() {
    reader.interrupt();
  }

  private void follow() {
    try {
      while (true) {
        if (Files.isDirectory(directory)) {
          watch();
        } else {
          Thread.sleep(INTERVAL);
        }
        read();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() throws InterruptedException {
    try (var watcher = DirectoryWatcher.of(directory)) {
      while (Files.isDirectory(directory)) {
        // A change before the first wait has no event.
        read();
        watcher.await(INTERVAL);
      }
    }
  }

  private void read() {
    try {
      var current = ApiKeys.read(directory);
      if (!current.equals(keys)) {
        keys = current;
        System.err.println("web-endpoint: keys of clients " + current.hashes().keySet());
      }
    } catch (IOException e) {
      System.err.println("web-endpoint: cannot read the keys: " + e.getClass().getSimpleName());
    }
  }
}
