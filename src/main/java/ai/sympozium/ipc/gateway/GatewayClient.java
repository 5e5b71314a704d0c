package ai.sympozium.ipc.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the gateway as the pod. It trusts the gateway's own certificate authority and nothing else,
 * and reads token and certificate anew when they are needed, because both change while a run lasts.
 */
public final class GatewayClient {
  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 10_000;
  private static final int LARGEST_ANSWER = 1 << 20;

  private static final Duration WORD_EVERY = Duration.ofSeconds(50);

  /** What may fill the buffers of a connection whose other end is silently gone. */
  private static final int LARGE = 32 << 10;

  static {
    // The gateway is ours and knows it. Else a key of a second kind would be made for each first
    // connection, which takes a JVM that has just started about 0.1 s.
    if (System.getProperty("jdk.tls.namedGroups") == null) {
      System.setProperty("jdk.tls.namedGroups", "x25519");
    }
  }

  private final URI base;
  private final Path token;
  private final Path certificate;
  private volatile @Nullable SSLSocketFactory sockets;

  /**
   * A client.
   *
   * @param base the gateway's base URL, HTTPS only
   * @param identity directory with the pod's {@code token} and the gateway's {@code gateway-ca.crt}
   */
  public GatewayClient(URI base, Path identity) {
    if (!"https".equals(base.getScheme())) {
      throw new IllegalArgumentException("the gateway must be reached by https, not " + base);
    }
    this.base = base;
    this.token = identity.resolve("token");
    this.certificate = identity.resolve("gateway-ca.crt");
  }

  /**
   * Posts until there is a final answer or the time is over.
   *
   * @param until when it is over; asked again after each attempt
   * @throws GatewayRejectedException when the gateway will not do it
   * @throws IOException when the time is over; its message is that of the last attempt
   */
  public ObjectNode post(String path, JsonNode body, Supplier<Instant> until)
      throws IOException, InterruptedException {
    var backoff = new Backoff();
    var told = "";
    while (true) {
      try {
        return postOnce(path, body);
      } catch (IOException e) {
        if (e instanceof SSLException) {
          // The gateway may have a new certificate.
          sockets = null;
        }
        var pause = backoff.next();
        if (!Instant.now().plus(pause).isBefore(until.get())) {
          throw e;
        }
        var trouble = e.toString().lines().findFirst().orElse("");
        if (!trouble.equals(told)) {
          System.err.println("waiting for the gateway: " + trouble);
          told = trouble;
        }
        Thread.sleep(pause);
      }
    }
  }

  /** Posts without end, until there is a final answer. */
  public ObjectNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return post(path, body, () -> Instant.MAX);
  }

  /**
   * Connects before there is anything to say, so that the name is resolved and the connection there
   * when it counts.
   *
   * @return whether that worked
   */
  public boolean warm() {
    try {
      var connection = connect("/healthz");
      connection.getResponseCode();
      drain(connection);
      return true;
    } catch (IOException e) {
      sockets = null;
      return false;
    }
  }

  /**
   * Stays connected, so that what is to be said need not wait for a handshake. When hundreds of
   * runs end at once, the handshakes would cost the gateway more than all that they are for. The
   * JVM keeps one connection for each client, for as long as the gateway allows.
   */
  public void keepWarm() throws InterruptedException {
    var backoff = new Backoff();
    while (true) {
      if (warm()) {
        backoff = new Backoff();
        Thread.sleep(WORD_EVERY);
      } else {
        Thread.sleep(backoff.next());
      }
    }
  }

  private ObjectNode postOnce(String path, JsonNode body) throws IOException {
    var bytes = JsonTrees.writeBytes(body);
    if (bytes.length > LARGE) {
      // Reading has a time limit and writing has none: a dead connection is found by asking.
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
    var answer = drain(connection);
    if (status >= 200 && status < 300) {
      return answer.length == 0 ? JsonTrees.object() : JsonTrees.readObject(answer);
    }
    var message = message(answer);
    if (status >= 500 || status == 429) {
      throw new IOException("the gateway answered " + status + ": " + message);
    }
    throw new GatewayRejectedException(status, message);
  }

  private HttpURLConnection connect(String path) throws IOException {
    var connection = (HttpsURLConnection) base.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setSSLSocketFactory(sockets());
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    return connection;
  }

  private static byte[] drain(HttpURLConnection connection) throws IOException {
    try (var in = body(connection)) {
      var bytes = in.readNBytes(LARGEST_ANSWER + 1);
      if (bytes.length > LARGEST_ANSWER) {
        throw new IOException("the gateway's answer is larger than " + LARGEST_ANSWER + " bytes");
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

  private static String message(byte[] answer) {
    try {
      var message = JsonTrees.text(JsonTrees.read(answer).path("error"), "message");
      if (message != null) {
        return message;
      }
    } catch (IOException e) {
      // Not of the agreed shape: whatever is between us and the gateway has answered.
    }
    var text = new String(answer, 0, Math.min(answer.length, 200), UTF_8);
    return text.isBlank() ? "(no message)" : text.strip();
  }

  private SSLSocketFactory sockets() throws IOException {
    var known = sockets;
    if (known == null) {
      known = trusting(certificate);
      // Every connection first asks for the default, which would read all authorities of the world.
      HttpsURLConnection.setDefaultSSLSocketFactory(known);
      sockets = known;
    }
    return known;
  }

  private static SSLSocketFactory trusting(Path certificate) throws IOException {
    try (var in = Files.newInputStream(certificate)) {
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      var number = 0;
      for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("gateway-" + number++, authority);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " cannot be used: " + e.getMessage(), e);
    }
  }
}
