package ai.sympozium.operator.http;

import ai.sympozium.base.ConnectionTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;

/** Limits the open connections of one server, by the address of their clients. */
final class OpenConnections {
  private final ConnectionTable<Channel> table;
  private final ShedReason reason;
  private final MeterRegistry metrics;

  /**
   * @param reason counted for each connection that is closed because there are too many
   */
  OpenConnections(int max, ShedReason reason, MeterRegistry metrics) {
    this.table = new ConnectionTable<>(max);
    this.reason = reason;
    this.metrics = metrics;
  }

  /** Adds a connection until it is closed. Closes another one if there are too many. */
  void add(Channel channel) {
    String peer = PeerAddress.of(channel); // A closed channel may have no address.
    channel.closeFuture().addListener(closed -> table.remove(peer, channel));
    table
        .add(peer, channel)
        .ifPresent(victim -> {
          reason.count(metrics);
          victim.close();
        });
  }

  /** Prefers a connection whose caller is authenticated to others of its peer. */
  void confirm(Channel channel) {
    table.confirm(PeerAddress.of(channel), channel);
  }

  void remove(Channel channel) {
    table.remove(PeerAddress.of(channel), channel);
  }
}
