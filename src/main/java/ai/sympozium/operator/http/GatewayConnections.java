package ai.sympozium.operator.http;

import ai.sympozium.operator.http.PeerRateLimit.Rate;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Limits the connections of pods before a TLS handshake costs CPU time and memory. The API server's
 * connections are exempt as soon as they have sent an admission review.
 */
@ApplicationScoped
class GatewayConnections {
  /** An open connection takes about 11 KiB of heap. A pod opens one for each container. */
  private static final int MAX = 2_000;

  /** A handshake takes about 4 ms of CPU time. */
  private static final Rate SHARE = new Rate(5, 20);

  /** The pods of a node that all start at once can have one address. */
  private static final Rate REST = new Rate(40, 400);

  private final MeterRegistry metrics;
  private final PeerRateLimit rate = new PeerRateLimit(SHARE, REST, System::nanoTime);
  private final OpenConnections open;

  GatewayConnections(MeterRegistry metrics) {
    this.metrics = metrics;
    this.open = new OpenConnections(MAX, ShedReason.CONNECTIONS, metrics);
  }

  /** Decides whether a new connection is kept. Closes another one if there are too many. */
  boolean admit(Channel channel) {
    if (!rate.tryAcquire(PeerAddress.of(channel))) {
      ShedReason.CONNECTION_RATE.count(metrics);
      return false;
    }
    open.add(channel);
    return true;
  }

  /** Prefers a connection whose caller is authenticated to others of its peer. */
  void confirm(HttpConnection connection) {
    open.confirm(PeerAddress.channel(connection));
  }

  /** Exempts a connection of the API server. */
  void exempt(HttpConnection connection) {
    open.remove(PeerAddress.channel(connection));
  }
}
