package ai.sympozium.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with {@link #NEVER} finish only if the event or the poll that they name ends the wait. */
@Timeout(20)
class DirectoryWatcherTest {
  /** Longer than the timeout of the test, so that only an event ends a wait. */
  private static final Duration NEVER = Duration.ofHours(1);

  /** A wait of this length does not use the fallback. */
  private static final Duration SEVERAL_FALLBACK_POLLS =
      DirectoryWatcher.FALLBACK_POLL_INTERVAL.multipliedBy(4);

  @TempDir Path root;
  private Path one;
  private Path two;
  private final List<Thread> waiters = new ArrayList<>();

  /** Changes that end a wait. */
  enum Change {
    CREATE {
      @Override
      void apply(Path file) throws IOException {
        Files.createFile(file);
      }
    },
    RENAME {
      @Override
      void apply(Path file) throws IOException {
        Files.move(Files.createFile(file.resolveSibling("../elsewhere")), file);
      }
    },
    WRITE {
      @Override
      void apply(Path file) throws IOException {
        Files.writeString(file.resolveSibling("existing"), "x");
      }
    };

    abstract void apply(Path file) throws IOException;
  }

  @BeforeEach
  void createDirectories() throws IOException {
    one = Files.createDirectory(root.resolve("one"));
    two = Files.createDirectory(root.resolve("two"));
    Files.createFile(one.resolve("existing"));
    Files.createFile(two.resolve("existing"));
  }

  @AfterEach
  void stopWaiters() throws InterruptedException {
    for (Thread waiter : waiters) {
      waiter.interrupt();
      waiter.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReturnAtOnceWhenAnyDirectoryChangesDuringWait(Change change) throws Exception {
    for (Path directory : new Path[] {one, two}) {
      try (var watcher = DirectoryWatcher.of(NEVER, one, two)) {
        var wait = startWait(watcher);

        change.apply(directory.resolve("file"));

        wait.get();
      }
    }
  }

  @Test
  void shouldNotReturnWhenNothingChanges() throws Exception {
    try (var watcher = DirectoryWatcher.of(NEVER, one)) {
      var wait = startWait(watcher);

      assertStillWaiting(wait);
    }
  }

  @Test
  void shouldReturnAtOnceWhenChangeIsOlderThanWait() throws Exception {
    try (var watcher = DirectoryWatcher.of(NEVER, one)) {
      Files.createFile(one.resolve("file"));

      watcher.await(NEVER);
    }
  }

  @Test
  void shouldReturnAfterPollIntervalWhenNothingChanges() throws Exception {
    var interval = Duration.ofMillis(100);
    try (var watcher = DirectoryWatcher.of(interval, one)) {
      assertThat(durationOfWait(watcher, NEVER)).isGreaterThanOrEqualTo(interval);
    }
  }

  @Test
  void shouldReturnAfterGivenTimeWhenItIsShorterThanPollInterval() throws Exception {
    var given = Duration.ofMillis(100);
    try (var watcher = DirectoryWatcher.of(NEVER, one)) {
      assertThat(durationOfWait(watcher, given)).isGreaterThanOrEqualTo(given);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void shouldNotWaitWhenNoTimeIsLeft(long seconds) throws Exception {
    try (var watcher = DirectoryWatcher.of(NEVER, one)) {
      watcher.await(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void shouldPollWhenDirectoryCannotBeWatched() throws Exception {
    var missing = root.resolve("missing");
    try (var watcher = DirectoryWatcher.of(NEVER, missing)) {
      assertThat(durationOfWait(watcher, NEVER))
          .isGreaterThanOrEqualTo(DirectoryWatcher.FALLBACK_POLL_INTERVAL);
    }
  }

  @Test
  void shouldPollWhenOneOfSeveralDirectoriesCannotBeWatched() throws Exception {
    try (var watcher = DirectoryWatcher.of(NEVER, one, root.resolve("missing"))) {
      assertThat(durationOfWait(watcher, NEVER))
          .isGreaterThanOrEqualTo(DirectoryWatcher.FALLBACK_POLL_INTERVAL);
    }
  }

  @Test
  void shouldFindFileByPollingWhenItIsCreatedDuringWait() throws Exception {
    var later = root.resolve("later");
    try (var watcher = DirectoryWatcher.of(NEVER, later)) {
      var found = startWaitUntilExists(watcher, later.resolve("file"));
      assertStillWaiting(found);

      Files.createFile(Files.createDirectory(later).resolve("file"));

      found.get();
    }
  }

  @Test
  void shouldPollWhenDirectoryIsReplaced() throws Exception {
    try (var watcher = DirectoryWatcher.of(NEVER, one)) {
      var found = startWaitUntilExists(watcher, one.resolve("file"));

      Files.delete(one.resolve("existing"));
      Files.delete(one);
      assertStillWaiting(found);
      Files.createFile(Files.createDirectory(one).resolve("file"));

      found.get();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldStopWhenThreadIsInterrupted(boolean watchable) {
    try (var watcher = DirectoryWatcher.of(NEVER, watchable ? one : root.resolve("missing"))) {
      var wait = startWaitUntilExists(watcher, root.resolve("never"));

      waiters.getLast().interrupt();

      assertThatThrownBy(wait::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    }
  }

  private static Duration durationOfWait(DirectoryWatcher watcher, Duration atMost)
      throws InterruptedException {
    long start = System.nanoTime();
    watcher.await(atMost);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Starts a wait, and makes sure that it has begun and that the fallback does not end it. */
  private CompletableFuture<Void> startWait(DirectoryWatcher watcher) throws Exception {
    var wait = start(() -> watcher.await(NEVER));
    assertStillWaiting(wait);
    return wait;
  }

  private CompletableFuture<Void> startWaitUntilExists(DirectoryWatcher watcher, Path file) {
    return start(() -> {
      while (Files.notExists(file)) {
        watcher.await(NEVER);
      }
    });
  }

  private interface Wait {
    void run() throws InterruptedException;
  }

  private CompletableFuture<Void> start(Wait wait) {
    var done = new CompletableFuture<Void>();
    var waiter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                wait.run();
                done.complete(null);
              } catch (InterruptedException | ClosedWatchServiceException e) {
                done.completeExceptionally(e);
              }
            });
    waiters.add(waiter);
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING || done.isDone());
    return done;
  }

  private static void assertStillWaiting(CompletableFuture<Void> wait) {
    assertThatThrownBy(() -> wait.get(SEVERAL_FALLBACK_POLLS.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }
}
