package ai.sympozium.ipc;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for changes in directories: by inotify, with a slow poll in case an event is lost.
 *
 * <p>The caller creates the watcher, reads the directories, and reads them again after each wait.
 * So no change is lost, whether it happens before or during a wait.
 */
public final class DirectoryWatcher implements Closeable {
  /** Longest wait with inotify. */
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  /** Longest wait without inotify. */
  static final Duration FALLBACK_POLL_INTERVAL = Duration.ofMillis(50);

  private final @Nullable WatchService service;
  private volatile Duration interval;

  private DirectoryWatcher(@Nullable WatchService service, Duration interval) {
    this.service = service;
    this.interval = interval;
  }

  /**
   * Watches existing directories. Falls back to polling if that fails: a node allows only a few
   * inotify instances for each user id.
   */
  public static DirectoryWatcher of(Path... directories) {
    return of(POLL_INTERVAL, directories);
  }

  static DirectoryWatcher of(Duration pollInterval, Path... directories) {
    WatchService service = null;
    try {
      service = directories[0].getFileSystem().newWatchService();
      for (var directory : directories) {
        directory.register(service, ENTRY_CREATE, ENTRY_MODIFY);
      }
      return new DirectoryWatcher(service, pollInterval);
    } catch (IOException e) {
      closeQuietly(service);
      return new DirectoryWatcher(null, FALLBACK_POLL_INTERVAL);
    }
  }

  /** Waits for a change, for the poll interval or for the given time, whichever is shortest. */
  public void await(Duration atMost) throws InterruptedException {
    var wait = atMost.compareTo(interval) < 0 ? atMost : interval;
    if (wait.isNegative() || wait.isZero()) {
      return;
    }
    if (service == null) {
      Thread.sleep(wait);
      return;
    }
    for (var key = service.poll(wait.toNanos(), NANOSECONDS); key != null; key = service.poll()) {
      key.pollEvents();
      if (!key.reset()) {
        // The directory was deleted. A new one of the same name is not watched.
        interval = FALLBACK_POLL_INTERVAL;
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(service);
  }

  private static void closeQuietly(@Nullable WatchService service) {
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        // No caller depends on it.
      }
    }
  }
}
