package ai.sympozium.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sees the pods of a namespace come, and reads no more of them than that they are there: to parse
 * each of their changes would cost more than to make them, and on the same cores.
 */
final class Arrivals implements AutoCloseable {
  private static final byte[] ADDED = "{\"type\":\"ADDED\"".getBytes(StandardCharsets.US_ASCII);

  private final int expected;
  private final CountDownLatch all = new CountDownLatch(1);
  private final AtomicLong last = new AtomicLong();
  private final AsyncBody body;
  private int inLine;
  private boolean matches = true;
  private int seen;

  /** Every pod is seen before it has a node; what becomes of it then is of no matter. */
  Arrivals(KubernetesClient client, String namespace, int expected) {
    this.expected = expected;
    var http = client.getHttpClient();
    body =
        http.consumeBytes(
                http.newHttpRequestBuilder()
                    .uri(
                        client.getMasterUrl()
                            + "api/v1/namespaces/"
                            + namespace
                            + "/pods?watch=true&fieldSelector=spec.nodeName%3D")
                    .header("Accept", "application/json")
                    .forStreaming()
                    .build(),
                this::read)
            .join()
            .body();
    body.consume();
  }

  private void read(List<ByteBuffer> buffers, AsyncBody more) {
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        read(buffer.get());
      }
    }
    more.consume();
  }

  private void read(byte next) {
    if (next == '\n') {
      inLine = 0;
      matches = true;
      return;
    }
    matches = matches && (inLine >= ADDED.length || ADDED[inLine] == next);
    inLine += 1;
    if (matches && inLine == ADDED.length && ++seen == expected) {
      last.set(System.nanoTime());
      all.countDown();
    }
  }

  /** When the last was seen, as {@link System#nanoTime} tells time. */
  long await(Duration patience) throws InterruptedException {
    if (!all.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("only " + seen + " of " + expected + " pods have come");
    }
    return last.get();
  }

  @Override
  public void close() {
    body.cancel();
  }
}
