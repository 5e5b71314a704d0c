package ai.sympozium.endpoint.http;

import ai.sympozium.base.SharedBudget;
import java.util.Optional;

/**
 * Limits the open requests and the bytes of their bodies, in total and of one client. A body is in
 * memory until its request is served, several times while it is read.
 */
final class RequestBudget {
  private final SharedBudget requests;
  private final SharedBudget bytes;

  /** A client may use half, so that others find a place. */
  RequestBudget(HttpLimits.Budget limits) {
    requests = new SharedBudget(limits.requests(), (limits.requests() + 1) / 2);
    bytes = new SharedBudget(limits.bodyBytes(), (limits.bodyBytes() + 1) / 2);
  }

  /** Opens a request; empty if too many are open. */
  Optional<OpenRequest> tryOpen(String client) {
    return requests.tryHold(client, 1) ? Optional.of(new OpenRequest(client)) : Optional.empty();
  }

  int openRequests() {
    return requests.held();
  }

  int heldBytes() {
    return bytes.held();
  }

  /** A place and the bytes that a request holds, until it is closed. */
  final class OpenRequest implements AutoCloseable {
    private final String client;
    private int held;
    private boolean closed;

    private OpenRequest(String client) {
      this.client = client;
    }

    /** Holds further bytes. Returns whether they are available. */
    synchronized boolean tryHold(int further) {
      if (closed || !bytes.tryHold(client, further)) {
        return false;
      }
      held += further;
      return true;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        bytes.release(client, held);
        requests.release(client, 1);
      }
    }
  }
}
