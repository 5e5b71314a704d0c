package ai.sympozium.endpoint.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Writes server-sent events. A write waits while the client does not read, for a limited time, so
 * that a stream holds a bounded number of bytes.
 */
public final class SseStream {
  private static final int MAX_WAITING_BYTES = 64 * 1024;

  private final HttpServerResponse response;
  private final long maxStallNanos;

  /** Has a permit after each change that a waiting writer must notice. */
  private final Semaphore changed = new Semaphore(0);

  private volatile boolean disconnected;

  SseStream(HttpServerResponse response, Duration maxStall) {
    this.response = response;
    this.maxStallNanos = maxStall.toNanos();
    response.setWriteQueueMaxSize(MAX_WAITING_BYTES);
    response.drainHandler(drained -> changed.release());
  }

  /** Writes an event without a name. */
  public void event(String data) {
    write("data: " + data + "\n\n");
  }

  /** Writes an event with a name. */
  public void event(String name, String data) {
    write("event: " + name + "\ndata: " + data + "\n\n");
  }

  /** Writes a comment, which clients ignore. */
  public void comment(String text) {
    write(": " + text.replaceAll("[\\r\\n]+", " ") + "\n\n");
  }

  /** Completes the response. */
  public void end() {
    if (!response.closed()) {
      response.end();
    }
  }

  private void write(String text) {
    requireConnected();
    response.write(Buffer.buffer(text.getBytes(UTF_8)));
    var deadline = System.nanoTime() + maxStallNanos;
    while (response.writeQueueFull()) {
      awaitReader(deadline - System.nanoTime());
      requireConnected();
    }
  }

  private void awaitReader(long nanos) {
    try {
      if (!changed.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        response.reset();
        throw new ClientDisconnectedException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientDisconnectedException();
    }
  }

  private void requireConnected() {
    if (disconnected || response.closed()) {
      throw new ClientDisconnectedException();
    }
  }

  void disconnected() {
    disconnected = true;
    changed.release();
  }
}
