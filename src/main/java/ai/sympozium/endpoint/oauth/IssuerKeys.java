package ai.sympozium.endpoint.oauth;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;

/**
 * Public keys of an issuer, in memory. One thread fetches them: regularly, and earlier when a token
 * has an unknown key. It pauses between two fetches, whatever clients send.
 */
final class IssuerKeys implements AutoCloseable {
  private final Source source;
  private final Times times;
  private final LongSupplier nanoTime;
  private final Thread thread;
  private final Semaphore requests = new Semaphore(0);

  /** Whether no fetch is active, and none may begin yet. */
  private volatile boolean paused;

  private volatile Fetched fetched = new Fetched(Optional.empty(), 0);

  /** Place from which keys are fetched. */
  @FunctionalInterface
  interface Source {
    List<JsonWebKey> fetch() throws IOException, InterruptedException;
  }

  /**
   * Times between fetches.
   *
   * @param refresh time between regular fetches
   * @param pause shortest time between two fetches
   * @param expiry time after which keys that cannot be fetched again are not used any more
   */
  record Times(Duration refresh, Duration pause, Duration expiry) {
    static final Times DEFAULT =
        new Times(Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofHours(1));
  }

  private record Fetched(Optional<List<JsonWebKey>> keys, long nanos) {}

  /** Fetches keys until the object is closed. */
  IssuerKeys(Source source, Times times) {
    this(source, times, System::nanoTime);
  }

  /**
   * Fetches keys until the object is closed.
   *
   * @param nanoTime a clock such as {@link System#nanoTime}, by which keys expire
   */
  IssuerKeys(Source source, Times times, LongSupplier nanoTime) {
    this.source = source;
    this.times = times;
    this.nanoTime = nanoTime;
    thread = Thread.ofVirtual().name("issuer-keys").start(this::follow);
  }

  /** Returns the keys; empty if they are not known. Does not block. */
  Optional<List<JsonWebKey>> keys() {
    var current = fetched;
    return nanoTime.getAsLong() - current.nanos() < times.expiry().toNanos()
        ? current.keys()
        : Optional.empty();
  }

  /**
   * Requests a fetch, because a key is unknown. Does not block.
   *
   * @return whether a fetch is active or begins at once; if not, the next one is after the pause
   */
  boolean refresh() {
    if (requests.availablePermits() == 0) {
      requests.release();
    }
    return !paused;
  }

  /** Returns the seconds until keys that are not known can be known. */
  long retryAfterSeconds() {
    return paused ? Math.max(1, times.pause().toSeconds()) : 1;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void follow() {
    try {
      while (true) {
        requests.drainPermits();
        var succeeded = fetch();
        paused = true;
        Thread.sleep(times.pause());
        paused = false;
        if (succeeded) {
          awaitRequest();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitRequest() throws InterruptedException {
    var rest = times.refresh().minus(times.pause());
    var early = requests.tryAcquire(Math.max(0, rest.toMillis()), TimeUnit.MILLISECONDS);
    if (early) {
      System.err.println("web-endpoint: a token has an unknown key, the issuer's are read again");
    }
  }

  private boolean fetch() throws InterruptedException {
    try {
      var keys = source.fetch();
      fetched = new Fetched(Optional.of(List.copyOf(keys)), nanoTime.getAsLong());
      return true;
    } catch (IOException e) {
      System.err.println("web-endpoint: cannot read the keys of the issuer: " + e.getMessage());
      return false;
    } catch (RuntimeException e) {
      // A document that a library does not expect must not end the thread.
      System.err.println("web-endpoint: the keys of the issuer are malformed: " + e.getClass());
      return false;
    }
  }
}
