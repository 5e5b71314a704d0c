package ai.sympozium.ipc.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.GatewayApi;
import ai.sympozium.contract.PodContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of a pod to the gateway. Token and certificate are read again when they are
 * needed, because both change while a run lasts.
 *
 * <p>The roles set {@code javax.net.ssl.trustStore} to {@code NONE}: each HTTPS connection asks for
 * the JVM's default socket factory first, and reading the default authorities takes about 50 ms.
 */
public final class GatewayClient {
  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int READ_TIMEOUT_MILLIS = 10_000;
  private static final int MAX_PLAIN_MESSAGE_BYTES = 200;

  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(50);

  /** Requests up to this size fit in the buffers of a connection whose peer is silently absent. */
  private static final int MAX_BUFFERED_BYTES = 32 << 10;

  private final URI base;
  private final Path token;
  private final Path certificate;
  private final Consumer<String> waiting;
  private volatile @Nullable SSLSocketFactory sockets;

  /**
   * Creates a client.
   *
   * @param base the gateway's base URL, HTTPS only
   * @param identity directory with the pod's token and the gateway's certificate
   */
  public GatewayClient(URI base, Path identity) {
    this(base, identity, failure -> System.err.println("waiting for the gateway: " + failure));
  }

  /**
   * Creates a client.
   *
   * @param waiting receives the first line of a failure before the request is repeated, once for
   *     failures that are equal
   */
  public GatewayClient(URI base, Path identity, Consumer<String> waiting) {
    if (!"https".equals(base.getScheme())) {
      throw new IllegalArgumentException("the gateway must be reached by https, not " + base);
    }
    this.base = base;
    this.waiting = waiting;
    this.token = identity.resolve(PodContract.IDENTITY_TOKEN_FILE);
    this.certificate = identity.resolve(PodContract.GATEWAY_CA_FILE);
  }

  /**
   * Posts and retries until there is a final response or the deadline has passed.
   *
   * @param deadline read again after each attempt
   * @throws GatewayRejectedException if the gateway rejects the request
   * @throws IOException if the deadline has passed; the message is that of the last attempt
   */
  public ObjectNode post(String path, JsonNode body, Supplier<Instant> deadline)
      throws IOException, InterruptedException {
    var backoff = new Backoff();
    var reported = "";
    while (true) {
      try {
        return postOnce(path, body, backoff);
      } catch (IOException e) {
        if (e instanceof SSLException) {
          // The gateway may have a new certificate.
          sockets = null;
        }
        var pause = backoff.next();
        if (!Instant.now().plus(pause).isBefore(deadline.get())) {
          throw e;
        }
        var failure = e.toString().lines().findFirst().orElse("");
        if (!failure.equals(reported)) {
          waiting.accept(failure);
          reported = failure;
        }
        Thread.sleep(pause);
      }
    }
  }

  /** Posts and retries without a deadline until there is a final response. */
  public ObjectNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return post(path, body, () -> Instant.MAX);
  }

  /**
   * Opens a connection before the first request needs it.
   *
   * @return whether the gateway responded
   */
  public boolean warm() {
    try {
      var connection = connect(GatewayApi.HEALTH_PATH);
      connection.getResponseCode();
      drain(connection);
      return true;
    } catch (IOException e) {
      sockets = null;
      return false;
    }
  }

  /**
   * Keeps a connection open, so that a report does not wait for a handshake. When hundreds of runs
   * finish at once, handshakes would cost the gateway more than the reports. The JVM keeps one
   * connection for each client, for as long as the gateway allows.
   */
  public void keepWarm() throws InterruptedException {
    var backoff = new Backoff();
    while (true) {
      if (warm()) {
        backoff = new Backoff();
        Thread.sleep(KEEP_ALIVE_INTERVAL);
      } else {
        Thread.sleep(backoff.next());
      }
    }
  }

  private ObjectNode postOnce(String path, JsonNode body, Backoff backoff) throws IOException {
    var bytes = JsonTrees.writeBytes(body);
    if (bytes.length > MAX_BUFFERED_BYTES) {
      // Reads have a timeout and writes have none, so a read finds a dead connection first.
      warm();
    }
    var connection = connect(path);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Authorization", "Bearer " + Files.readString(token).strip());
    try (var out = connection.getOutputStream()) {
      out.write(bytes);
    }
    var status = connection.getResponseCode();
    var response = drain(connection);
    if (status >= 200 && status < 300) {
      return response.length == 0 ? JsonTrees.object() : JsonTrees.readObject(response);
    }
    var message = message(response);
    if (status >= 500 || status == 429) {
      backoff.request(retryAfter(connection));
      throw new IOException("the gateway answered " + status + ": " + message);
    }
    throw new GatewayRejectedException(status, message);
  }

  private HttpURLConnection connect(String path) throws IOException {
    var connection = (HttpsURLConnection) base.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setSSLSocketFactory(sockets());
    connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    connection.setReadTimeout(READ_TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    return connection;
  }

  /** Dates are not supported: the gateway sends seconds. */
  private static Duration retryAfter(HttpURLConnection connection) {
    var seconds = connection.getHeaderFieldInt("Retry-After", 0);
    return Duration.ofSeconds(Math.max(seconds, 0));
  }

  private static byte[] drain(HttpURLConnection connection) throws IOException {
    try (var in = body(connection)) {
      var bytes = in.readNBytes(GatewayApi.MAX_RESPONSE_BYTES + 1);
      if (bytes.length > GatewayApi.MAX_RESPONSE_BYTES) {
        throw new IOException(
            "the gateway's response is larger than " + GatewayApi.MAX_RESPONSE_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private static InputStream body(HttpURLConnection connection) throws IOException {
    if (connection.getResponseCode() < 400) {
      return connection.getInputStream();
    }
    var error = connection.getErrorStream();
    return error == null ? InputStream.nullInputStream() : error;
  }

  private static String message(byte[] response) {
    try {
      var error = JsonTrees.read(response).path(GatewayApi.ERROR);
      var message = JsonTrees.text(error, GatewayApi.ERROR_MESSAGE);
      if (message != null) {
        return message;
      }
    } catch (IOException e) {
      // A proxy between pod and gateway has responded.
    }
    var length = Math.min(response.length, MAX_PLAIN_MESSAGE_BYTES);
    var text = new String(response, 0, length, UTF_8);
    return text.isBlank() ? "(no message)" : text.strip();
  }

  private SSLSocketFactory sockets() throws IOException {
    var known = sockets;
    if (known == null) {
      known = GatewaySocketFactory.trusting(certificate);
      sockets = known;
    }
    return known;
  }
}
