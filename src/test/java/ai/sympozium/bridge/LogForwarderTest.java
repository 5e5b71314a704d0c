package ai.sympozium.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.LogEntry.Kind;
import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.gateway.FakeGateway;
import ai.sympozium.ipc.gateway.GatewayClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogForwarderTest {
  @TempDir Path root;
  private Path log;
  private FakeGateway gateway;
  private LogForwarder forwarder;
  private Thread thread;

  /** The time of the rate stands still, but for its pauses. */
  private final AtomicLong nanoTime = new AtomicLong();

  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    var identity = Files.createDirectories(root.resolve("identity"));
    log = root.resolve("ipc/log");
    gateway = new FakeGateway();
    gateway.introduceTo(identity);
    forwarder =
        new LogForwarder(
            root.resolve("ipc"),
            new GatewayClient(gateway.url(), identity),
            new BatchRate(nanoTime::get, this::sleep));
    thread =
        Thread.ofPlatform()
            .daemon()
            .unstarted(() -> {
              try {
                forwarder.run();
              } catch (InterruptedException e) {
                // The test has finished.
              }
            });
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
    gateway.close();
  }

  @Test
  void shouldForwardEntriesOnceAndDeleteThem() throws IOException {
    write(1);
    write(2);
    thread.start();

    await().until(() -> waiting() == 0);
    assertThat(sent()).containsExactly(1L, 2L);
    assertThat(gateway.posts())
        .singleElement()
        .satisfies(post -> {
          assertThat(post.path()).isEqualTo("/v1/log");
          assertThat(post.bearer()).isEqualTo("Bearer pod-token");
        });
  }

  /** The agent writes entries during a listing, which can miss one and contain the next one. */
  @Test
  void shouldIncludeEntryThatTheFirstListingMisses() throws IOException {
    var listings =
        new ArrayDeque<>(
            List.of(
                List.of("000000000003.json", "other", "000000000001.json"),
                List.of(
                    "000000000004.json",
                    "000000000002.json",
                    "000000000003.json",
                    "000000000001.json")));

    assertThat(LogForwarder.waiting(listings::remove))
        .containsExactly("000000000001.json", "000000000002.json", "000000000003.json");
  }

  @Test
  void shouldForwardNothingWhenNothingIsListed() throws IOException {
    assertThat(LogForwarder.waiting(() -> List.of("other"))).isEmpty();
  }

  @Test
  void shouldForwardAtOnceWhenItIsTriggered() throws IOException {
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    var begin = Instant.now();

    write(1);
    forwarder.trigger();

    await().pollInterval(Duration.ofMillis(5)).until(() -> gateway.posts().size() == 1);
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void shouldCollectAllEntriesButThoseForWhichClientsWait() {
    for (var kind : Kind.values()) {
      var pause = LogForwarder.collect(LogEntry.of(1, Instant.now(), kind, 0).toJson());

      assertThat(pause.isZero())
          .as(kind.name())
          .isEqualTo(kind == Kind.TEXT || kind == Kind.FINISHED);
    }
  }

  @Test
  void shouldKeepEntriesUntilTheGatewayHasStoredThem() throws IOException {
    gateway.next(503, "{}");
    write(1);
    thread.start();

    await().until(() -> gateway.posts().size() == 2);
    await().until(() -> waiting() == 0);
    assertThat(sent()).containsExactly(1L, 1L);
  }

  @Test
  void shouldSplitWhatExceedsABatch() throws IOException {
    for (var seq = 1; seq <= 40; seq++) {
      write(seq, "x".repeat(4_000));
    }
    thread.start();

    await().until(() -> waiting() == 0);
    assertThat(gateway.posts()).hasSize(3).allMatch(post -> post.body().length() <= 64 * 1024);
    assertThat(sent()).hasSize(40).isSorted();
  }

  @Test
  void shouldLimitTheRateWhenEntriesComeFast() throws IOException {
    thread.start();

    for (var seq = 1; seq <= BatchRate.BURST + 3; seq++) {
      write(seq, Kind.TEXT, "text");
      forwarder.trigger();
      await().until(() -> waiting() == 0);
    }

    assertThat(pauses).containsExactly(BatchRate.PAUSE, BatchRate.PAUSE, BatchRate.PAUSE);
  }

  @Test
  void shouldContinueWhenAFileIsNoEntry() throws IOException {
    Files.writeString(log.resolve("000000000001.json"), "{");
    Files.writeString(log.resolve("other.json"), "{}");
    Files.createSymbolicLink(log.resolve("000000000002.json"), Path.of("/etc/hostname"));
    write(3);
    thread.start();

    await().until(() -> !gateway.posts().isEmpty());
    assertThat(sent()).containsExactly(3L);
    await().until(() -> waiting() == 1);
    assertThat(log.resolve("other.json")).exists();
  }

  @Test
  void shouldDropEntriesWhenTheGatewayRejectsThem() throws IOException {
    gateway.next(409, "{\"error\":{\"code\":\"NameConflict\",\"message\":\"not this run's\"}}");
    write(1);
    thread.start();

    await().until(() -> waiting() == 0);
    assertThat(gateway.posts()).hasSize(1);
  }

  @Test
  void shouldSendTheRestWhenItStops() throws IOException {
    for (var seq = 1; seq <= 40; seq++) {
      write(seq, "x".repeat(4_000));
    }

    forwarder.stop(Duration.ofSeconds(10));

    assertThat(waiting()).isZero();
    assertThat(sent()).hasSize(40);
  }

  @Test
  void shouldStopInTimeWhenTheGatewayIsUnavailable() throws IOException {
    gateway.stop();
    write(1);
    var begin = Instant.now();

    forwarder.stop(Duration.ofSeconds(1));

    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
    gateway.start();
  }

  private void write(long seq) throws IOException {
    write(seq, "text");
  }

  private void write(long seq, String text) throws IOException {
    write(seq, Kind.MODEL, text);
  }

  private void write(long seq, Kind kind, String text) throws IOException {
    var entry = LogEntry.of(seq, Instant.parse("2026-01-01T00:00:00Z"), kind, 0).withText(text);
    Files.write(log.resolve(PodContract.logFile(seq)), JsonTrees.writeBytes(entry.toJson()));
  }

  private void sleep(Duration time) {
    pauses.add(time);
    nanoTime.addAndGet(time.toNanos());
  }

  private long waiting() throws IOException {
    try (var files = Files.list(log)) {
      return files.count();
    }
  }

  private List<Long> sent() throws IOException {
    var seqs = new ArrayList<Long>();
    for (var post : gateway.posts()) {
      JsonTrees.readObject(post.body())
          .path("entries")
          .forEach(entry -> seqs.add(entry.path("seq").asLong()));
    }
    return seqs;
  }
}
