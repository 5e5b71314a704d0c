package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.sympozium.net.RequestHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that opens tunnels to servers of this machine. */
final class ForwardingProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final List<String> requests = new CopyOnWriteArrayList<>();

  ForwardingProxy() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Returns the first line of each request so far. */
  List<String> requests() {
    return requests;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        Thread.ofVirtual().start(() -> forward(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void forward(Socket client) {
    try (client) {
      var line = RequestHead.read(client).lines().findFirst().orElse("");
      requests.add(line);
      var port = Integer.parseInt(line.replaceAll("^CONNECT .*:([0-9]+) HTTP/1.1$", "$1"));
      try (var target = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
        var back = Thread.ofVirtual().start(() -> copy(target, client));
        copy(client, target);
        back.interrupt();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has closed the connection.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
