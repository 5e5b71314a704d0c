package ai.sympozium.base;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Limits the number of open connections. A new connection is never rejected: the peer with the most
 * connections loses the one that was confirmed least recently. So a peer with few connections keeps
 * them while others open as many as they can.
 *
 * @param <C> connection
 */
public final class ConnectionTable<C> {
  private final int max;
  private final Map<String, SequencedSet<C>> peers = new HashMap<>();
  private int size;

  public ConnectionTable(int max) {
    this.max = max;
  }

  /**
   * Adds a connection.
   *
   * @return connection to close, which is no longer in the table
   */
  public synchronized Optional<C> add(String peer, C connection) {
    if (peers.computeIfAbsent(peer, unknown -> new LinkedHashSet<>()).add(connection)) {
      size++;
    }
    return size > max ? Optional.of(removeLeastConfirmed()) : Optional.empty();
  }

  /** Removes a connection, which is closed or needs no limit. */
  public synchronized void remove(String peer, C connection) {
    SequencedSet<C> connections = peers.get(peer);
    if (connections != null && connections.remove(connection)) {
      size--;
      if (connections.isEmpty()) {
        peers.remove(peer);
      }
    }
  }

  /** Makes a connection the last of its peer to be closed, because its caller is authenticated. */
  public synchronized void confirm(String peer, C connection) {
    SequencedSet<C> connections = peers.get(peer);
    if (connections != null && connections.contains(connection)) {
      connections.addLast(connection);
    }
  }

  public synchronized int size() {
    return size;
  }

  private C removeLeastConfirmed() {
    Map.Entry<String, SequencedSet<C>> largest =
        peers.entrySet().stream()
            .max(Comparator.comparingInt(entry -> entry.getValue().size()))
            .orElseThrow();
    C first = largest.getValue().getFirst();
    remove(largest.getKey(), first);
    return first;
  }
}
