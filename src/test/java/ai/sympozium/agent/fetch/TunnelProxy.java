package ai.sympozium.agent.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.sympozium.net.RequestHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that accepts each tunnel and answers the request inside itself. */
final class TunnelProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final List<String> requests = new CopyOnWriteArrayList<>();

  TunnelProxy() throws IOException {
    Thread.ofVirtual().start(this::serve);
  }

  InetSocketAddress address() {
    return InetSocketAddress.createUnresolved("localhost", server.getLocalPort());
  }

  List<String> requests() {
    return requests;
  }

  private void serve() {
    try (var socket = server.accept()) {
      requests.add(RequestHead.read(socket));
      write(socket, "HTTP/1.1 200 OK\r\nVia: test\r\n\r\n");
      requests.add(RequestHead.read(socket));
      write(
          socket,
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nthrough");
    } catch (IOException e) {
      // The test is complete.
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
