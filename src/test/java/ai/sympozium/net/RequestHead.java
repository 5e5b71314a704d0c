package ai.sympozium.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;

/** Reads the head of a request, for the proxies of tests. */
public final class RequestHead {
  private RequestHead() {}

  /**
   * Reads until the empty line after the headers.
   *
   * @throws IOException if the connection is closed before
   */
  public static String read(Socket socket) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      var b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("closed");
      }
      head.write(b);
    }
    return head.toString(ISO_8859_1);
  }
}
