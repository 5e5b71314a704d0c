package ai.sympozium.endpoint.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connections of clients that send what a test wants. */
final class RawSockets implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final List<Socket> sockets = new ArrayList<>();

  /** Connects to a port of this machine, and sends a text. */
  Socket connect(int port, String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    send(socket, text);
    return socket;
  }

  /** Connects like a client that reads nothing yet, and for which the system keeps little. */
  Socket connectWithSmallBuffer(int port, String text) throws IOException {
    var socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    send(socket, text);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  /** Reads until the end of the head, and the body if its length is declared. */
  static String readHead(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    var length = head.toString().replaceAll("(?s).*content-length: (\\d+).*", "$1");
    if (length.matches("\\d+")) {
      socket.getInputStream().readNBytes(Integer.parseInt(length));
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }
}
