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
 * Wakes its caller when something may have changed in directories. The caller looks for itself what
 * there is, first before waiting and then after each wake-up, so that nothing made early or missed
 * is lost.
 */
public final class DirectoryWatcher implements Closeable {
  private static final Duration NET = Duration.ofSeconds(1);
  private static final Duration WITHOUT_INOTIFY = Duration.ofMillis(50);

  private final @Nullable WatchService service;
  private volatile Duration longest;

  private DirectoryWatcher(@Nullable WatchService service) {
    this.service = service;
    this.longest = service == null ? WITHOUT_INOTIFY : NET;
  }

  /**
   * Watches directories that exist. A node has few inotify instances for each user id; when they
   * are used up, this polls instead of failing.
   */
  public static DirectoryWatcher of(Path... directories) {
    WatchService service = null;
    try {
      service = directories[0].getFileSystem().newWatchService();
      for (var directory : directories) {
        directory.register(service, ENTRY_CREATE, ENTRY_MODIFY);
      }
      return new DirectoryWatcher(service);
    } catch (IOException e) {
      closeQuietly(service);
      return new DirectoryWatcher(null);
    }
  }

  /**
   * Waits for a change, but never longer than given nor than the poll that is the net under
   * inotify.
   */
  public void await(Duration atMost) throws InterruptedException {
    var wait = atMost.compareTo(longest) < 0 ? atMost : longest;
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
        // Somebody took the directory away; what is there now is not watched.
        longest = WITHOUT_INOTIFY;
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
        // Nothing depends on it.
      }
    }
  }
}
