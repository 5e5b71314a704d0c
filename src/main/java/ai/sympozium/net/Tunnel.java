package ai.sympozium.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * Opens a tunnel through a proxy to an address. The proxy gets no name that it could resolve to
 * another address.
 */
final class Tunnel {
  private static final int MAX_RESPONSE_BYTES = 8 << 10;

  private Tunnel() {}

  static void open(Socket proxy, InetAddress address, int port) throws IOException {
    var host = address.getHostAddress();
    var target = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    var request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n";
    proxy.getOutputStream().write(request.getBytes(ISO_8859_1));
    proxy.getOutputStream().flush();
    var status = response(proxy).lines().findFirst().orElse("");
    if (!status.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
      throw new IOException(
          "the proxy refuses CONNECT " + target + ": " + status.replaceAll("[^\\x20-\\x7e]", ""));
    }
  }

  /** Reads single bytes: what follows the response belongs to the tunnel. */
  private static String response(Socket proxy) throws IOException {
    var response = new ByteArrayOutputStream();
    var in = proxy.getInputStream();
    var lineLength = 0;
    while (response.size() < MAX_RESPONSE_BYTES) {
      var b = in.read();
      if (b < 0) {
        throw new IOException("the proxy has closed the connection");
      }
      response.write(b);
      if (b == '\n' && lineLength == 0) {
        return response.toString(ISO_8859_1);
      }
      lineLength = b == '\n' ? 0 : b == '\r' ? lineLength : lineLength + 1;
    }
    throw new IOException("the response of the proxy is too long");
  }
}
