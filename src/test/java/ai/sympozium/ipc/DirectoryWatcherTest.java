package ai.sympozium.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DirectoryWatcherTest {
  @TempDir Path root;

  @Test
  void wakesWhenSomethingIsMadeOrRenamedInAnyOfThem() throws Exception {
    var one = Files.createDirectory(root.resolve("one"));
    var two = Files.createDirectory(root.resolve("two"));
    try (var watch = DirectoryWatcher.of(one, two)) {
      for (var made : new Path[] {one.resolve("a"), two.resolve("b"), one.resolve("c")}) {
        var maker = Thread.ofVirtual().start(() -> make(made));
        while (Files.notExists(made)) {
          watch.await(Duration.ofSeconds(10));
        }
        maker.join();
      }
    }
  }

  @Test
  void returnsWhenNothingHappens() throws InterruptedException {
    try (var watch = DirectoryWatcher.of(root)) {
      var started = System.nanoTime();
      watch.await(Duration.ofHours(1));
      watch.await(Duration.ZERO);
      watch.await(Duration.ofSeconds(-1));

      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void looksByItselfWhenItCannotWatch() throws Exception {
    var later = root.resolve("later");
    try (var watch = DirectoryWatcher.of(later)) {
      Files.createDirectory(later);
      Files.writeString(later.resolve("file"), "");
      while (Files.notExists(later.resolve("file"))) {
        watch.await(Duration.ofSeconds(10));
      }
    }
  }

  @Test
  void survivesThatTheDirectoryIsTakenAway() throws Exception {
    var directory = Files.createDirectory(root.resolve("directory"));
    try (var watch = DirectoryWatcher.of(directory)) {
      Files.delete(directory);
      watch.await(Duration.ofSeconds(10));
      Files.createDirectory(directory);
      var file = directory.resolve("file");
      var maker = Thread.ofVirtual().start(() -> make(file));
      while (Files.notExists(file)) {
        watch.await(Duration.ofSeconds(10));
      }
      maker.join();
    }
  }

  private static void make(Path file) {
    try {
      var temporary = Files.writeString(file.resolveSibling(".tmp"), "x");
      Files.move(temporary, file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
