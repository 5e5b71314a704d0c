package ai.sympozium.operator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** One HTTPS connection on which a test sends a request byte by byte. */
public final class HttpsConnection implements Closeable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final SSLSocket socket;
  private final InputStream in;

  /** Connects, whatever certificate the server presents. */
  public HttpsConnection(URI server) throws IOException, GeneralSecurityException {
    this(server, null);
  }

  /** Connects from a local address, or from any if it is null. */
  public HttpsConnection(URI server, @Nullable InetAddress source)
      throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getByName(server.getHost()), server.getPort(), source, 0);
    try {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.startHandshake();
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Response of the server. */
  public record Response(int status, String headers, String body) {}

  public X509Certificate certificate() throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  public HttpsConnection send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    return this;
  }

  public Response response() throws IOException {
    String headers = headers();
    int length =
        headers
            .toLowerCase(Locale.ROOT)
            .lines()
            .filter(line -> line.startsWith("content-length:"))
            .map(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
            .findFirst()
            .orElse(0);
    int status = Integer.parseInt(headers.substring(9, 12));
    return new Response(status, headers, new String(in.readNBytes(length), US_ASCII));
  }

  /** Returns what the server sends until it closes the connection. */
  public String untilClosed() throws IOException {
    return new String(in.readAllBytes(), US_ASCII);
  }

  private String headers() throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (!bytes.toString(US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the server closed the connection: " + bytes.toString(US_ASCII));
      }
      bytes.write(next);
    }
    return bytes.toString(US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
