package ai.sympozium.bridge;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.LogEntry;
import ai.sympozium.contract.PodContract;
import ai.sympozium.ipc.SecureDirectory;
import ai.sympozium.ipc.gateway.GatewayClient;
import ai.sympozium.ipc.gateway.GatewayRejectedException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Forwards the entries of the run's log to the gateway in batches. The first batches are sent at
 * once, later ones at a limited rate, so that a batch contains more entries the faster they come.
 */
final class LogForwarder {
  /** Entries of this time are sent together: a tool call and the text of the model before it. */
  private static final Duration COLLECT = Duration.ofMillis(100);

  private static final Set<String> AWAITED =
      Set.of(LogEntry.Kind.TEXT.value(), LogEntry.Kind.FINISHED.value());

  /** Only in case that a call of {@link #trigger} is missing. */
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

  private static final int MAX_ENTRY_BYTES = 16 * 1024;
  private static final int BATCH_OVERHEAD_BYTES = 1024;
  private static final Pattern ENTRY = Pattern.compile("\\d{12}\\.json");

  private final Path ipc;
  private final GatewayClient gateway;
  private final Semaphore changes = new Semaphore(0);
  private final ReentrantLock sending = new ReentrantLock();
  private volatile Instant deadline = Instant.MAX;
  private final BatchRate rate;

  LogForwarder(Path ipc, GatewayClient gateway) throws IOException {
    this(ipc, gateway, new BatchRate(System::nanoTime, Thread::sleep));
  }

  LogForwarder(Path ipc, GatewayClient gateway, BatchRate rate) throws IOException {
    this.ipc = ipc;
    this.gateway = gateway;
    this.rate = rate;
    Files.createDirectories(ipc.resolve(PodContract.LOG_DIRECTORY));
  }

  /** Sends the entries that have been written. */
  void trigger() {
    changes.release();
  }

  /** Forwards entries until the stop. */
  void run() throws InterruptedException {
    while (deadline.equals(Instant.MAX)) {
      changes.drainPermits();
      if (hasEntries()) {
        Thread.sleep(collect(newest()));
        rate.awaitTurn();
        send();
      } else {
        changes.tryAcquire(POLL_INTERVAL.toMillis(), MILLISECONDS);
      }
    }
  }

  /** Clients of an endpoint wait for the text of the model, and for the end. */
  static Duration collect(JsonNode newest) {
    return AWAITED.contains(newest.path("kind").asText()) ? Duration.ZERO : COLLECT;
  }

  /** Sends the remaining entries. Gives up after the timeout. */
  void stop(Duration timeout) {
    deadline = Instant.now().plus(timeout);
    try {
      while (hasEntries() && Instant.now().isBefore(deadline) && send()) {
        // Each call sends one batch.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends one batch. Returns whether its files are deleted. */
  private boolean send() throws InterruptedException {
    var left = Duration.between(Instant.now(), deadline);
    var patience = left.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : left;
    if (!sending.tryLock(patience.toNanos(), NANOSECONDS)) {
      return false;
    }
    try (var root = SecureDirectory.open(ipc);
        var log = root.child(PodContract.LOG_DIRECTORY)) {
      var sent = new ArrayList<String>();
      var batch = JsonTrees.object();
      var entries = batch.putArray(GatewayApi.ENTRIES);
      read(log, sent).forEach(entries::add);
      if (!entries.isEmpty()) {
        gateway.post(GatewayApi.LOG_PATH, batch, () -> deadline);
      }
      delete(log, sent);
      return true;
    } catch (GatewayRejectedException e) {
      System.err.println("bridge: the gateway rejected entries of the log: " + e.getMessage());
      return dropWaiting();
    } catch (IOException e) {
      System.err.println("bridge: the log could not be sent: " + e);
      return false;
    } finally {
      sending.unlock();
    }
  }

  /** Reads entries in their order up to the size of a batch, and adds their names. */
  private static List<JsonNode> read(SecureDirectory log, List<String> names) throws IOException {
    var entries = new ArrayList<JsonNode>();
    var bytes = BATCH_OVERHEAD_BYTES;
    for (var name : waiting(log::names)) {
      try {
        var content = log.read(name, MAX_ENTRY_BYTES);
        bytes += content.length + 1;
        if (bytes > GatewayApi.MAX_LOG_BATCH_BYTES) {
          break;
        }
        entries.add(JsonTrees.readObject(content));
      } catch (IOException e) {
        // Not written by the agent, so not an entry.
      }
      names.add(name);
    }
    return entries;
  }

  private boolean hasEntries() {
    try (var root = SecureDirectory.open(ipc);
        var log = root.child(PodContract.LOG_DIRECTORY)) {
      return !waiting(log::names).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the newest entry; an empty object if it cannot be read. */
  private JsonNode newest() {
    try (var root = SecureDirectory.open(ipc);
        var log = root.child(PodContract.LOG_DIRECTORY)) {
      var names = waiting(log::names);
      return names.isEmpty()
          ? JsonTrees.object()
          : JsonTrees.readObject(log.read(names.getLast(), MAX_ENTRY_BYTES));
    } catch (IOException e) {
      return JsonTrees.object();
    }
  }

  /**
   * Lists the waiting entries without gaps. A listing can miss an entry that is written meanwhile
   * and contain the next one. The second one has all entries up to the last of the first.
   */
  static List<String> waiting(Listing log) throws IOException {
    var last = entries(log).reduce("", (one, other) -> one.compareTo(other) > 0 ? one : other);
    return last.isEmpty()
        ? List.of()
        : entries(log).filter(name -> name.compareTo(last) <= 0).sorted().toList();
  }

  /** Names of the files in a directory, each time as they are then. */
  @FunctionalInterface
  interface Listing {
    List<String> names() throws IOException;
  }

  private static Stream<String> entries(Listing log) throws IOException {
    return log.names().stream().filter(name -> ENTRY.matcher(name).matches());
  }

  private boolean dropWaiting() {
    try (var root = SecureDirectory.open(ipc);
        var log = root.child(PodContract.LOG_DIRECTORY)) {
      delete(log, waiting(log::names));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void delete(SecureDirectory log, List<String> names) throws IOException {
    for (var name : names) {
      log.deleteIfExists(name);
    }
  }
}
