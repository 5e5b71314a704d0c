package ai.sympozium.endpoint.http;

import ai.sympozium.base.ConnectionTable;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the connections without a request, in number and time. A connection that has sent only
 * part of a head counts as one without a request. A connection with a request is not limited here.
 */
final class IdleConnections {
  private final Vertx vertx;
  private final long maxMillis;
  private final ConnectionTable<HttpConnection> table;
  private final Map<HttpConnection, Idle> idle = new ConcurrentHashMap<>();

  private record Idle(String peer, long timer) {}

  IdleConnections(Vertx vertx, HttpLimits limits) {
    this.vertx = vertx;
    this.maxMillis = limits.idle().toMillis();
    this.table = new ConnectionTable<>(limits.idleConnections());
  }

  /** Adds a connection. Closes another one if there are too many. */
  void add(HttpConnection connection) {
    var peer = peer(connection);
    var timer = vertx.setTimer(maxMillis, late -> close(connection));
    idle.put(connection, new Idle(peer, timer));
    table.add(peer, connection).ifPresent(this::close);
  }

  /** Removes a connection, which has a request or is closed. */
  void remove(HttpConnection connection) {
    var entry = idle.remove(connection);
    if (entry != null) {
      vertx.cancelTimer(entry.timer());
      table.remove(entry.peer(), connection);
    }
  }

  int size() {
    return table.size();
  }

  private void close(HttpConnection connection) {
    remove(connection);
    drop(connection);
  }

  /**
   * Closes a connection at once. The handler of Vert.x would wait until the client has read all
   * responses.
   */
  static void drop(HttpConnection connection) {
    var belowVertx = ((ConnectionBase) connection).channel().pipeline().firstContext();
    if (belowVertx != null) {
      belowVertx.close();
    }
  }

  private static String peer(HttpConnection connection) {
    SocketAddress address = connection.remoteAddress();
    return address == null || address.hostAddress() == null ? "" : address.hostAddress();
  }
}
