package ai.sympozium.integration.flood;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.operator.http.HttpsConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the gateway requests from several addresses until it is closed. In turn: a body of maximal
 * length without a token, of which only the first part is sent; a new forged token of a live pod; a
 * forged token that is always the same; and a connection without a request.
 */
public final class GatewayFlood implements AutoCloseable {
  private static final int THREADS_PER_SOURCE = 8;
  private static final int KINDS = 4;
  private static final int BODY_BYTES = 4 << 20;
  private static final String PART_OF_BODY = "x".repeat(64 << 10);
  private static final Duration MAX_LAG = Duration.ofSeconds(1);
  private static final long YEAR_2100 = 4_102_444_800L;

  private final URI gateway;
  private final TargetPod target;
  private final String repeated;
  private final long periodNanos;
  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /** Pod that the forged tokens claim. */
  public record TargetPod(String namespace, String name, String uid) {}

  /**
   * Starts to send.
   *
   * @param sources local addresses
   * @param perSecond requests of all sources together
   */
  public GatewayFlood(URI gateway, TargetPod target, List<InetAddress> sources, int perSecond) {
    this.gateway = gateway;
    this.target = target;
    repeated = forgedToken();
    int count = sources.size() * THREADS_PER_SOURCE;
    periodNanos = Duration.ofSeconds(count).toNanos() / perSecond;
    for (InetAddress source : sources) {
      for (int i = 0; i < THREADS_PER_SOURCE; i++) {
        int first = i;
        threads.add(Thread.ofVirtual().start(() -> send(source, first)));
      }
    }
  }

  /** Returns the number of requests so far by status, or by their exception. */
  public Map<String, Long> outcomes() {
    Map<String, Long> sums = new TreeMap<>();
    outcomes.forEach((outcome, count) -> sums.put(outcome, count.sum()));
    return sums;
  }

  /** Returns the number of requests so far. */
  public long sent() {
    return outcomes().values().stream().mapToLong(Long::longValue).sum();
  }

  private void send(InetAddress source, int first) {
    List<HttpsConnection> idle = new ArrayList<>();
    long due = System.nanoTime();
    for (int n = first; !closed; n++) {
      due = Math.max(due + periodNanos, System.nanoTime() - MAX_LAG.toNanos());
      LockSupport.parkNanos(due - System.nanoTime());
      String outcome;
      try {
        outcome = sendOne(source, n % KINDS, idle);
      } catch (IOException | GeneralSecurityException e) {
        outcome = e.getClass().getSimpleName();
      }
      outcomes.computeIfAbsent(outcome, unseen -> new LongAdder()).increment();
    }
    idle.forEach(GatewayFlood::close);
  }

  private String sendOne(InetAddress source, int kind, List<HttpsConnection> idle)
      throws IOException, GeneralSecurityException {
    HttpsConnection connection = new HttpsConnection(gateway, source);
    if (kind == KINDS - 1) {
      idle.add(connection);
      return "idle";
    }
    try (connection) {
      String request =
          switch (kind) {
            case 0 -> request("none", BODY_BYTES) + PART_OF_BODY;
            case 1 -> request(forgedToken(), 0);
            default -> request(repeated, 0);
          };
      return Integer.toString(connection.send(request).response().status());
    }
  }

  private static String request(String token, int length) {
    return """
    POST /v1/result HTTP/1.1\r
    Host: gateway\r
    Authorization: Bearer %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    """
        .formatted(token, length);
  }

  private String forgedToken() {
    String claims =
        """
        {"aud":["sympozium.ai/bridge"],"exp":%d,"kubernetes.io":{"namespace":"%s",\
        "pod":{"name":"%s","uid":"%s"}}}\
        """
            .formatted(YEAR_2100, target.namespace(), target.name(), target.uid());
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(UTF_8))
        + "."
        + encoder.encodeToString(claims.getBytes(UTF_8))
        + "."
        + encoder.encodeToString(UUID.randomUUID().toString().repeat(7).getBytes(UTF_8));
  }

  private static void close(HttpsConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
