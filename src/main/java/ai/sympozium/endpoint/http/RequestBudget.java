package ai.sympozium.endpoint.http;

import ai.sympozium.base.SharedBudget;
import java.util.Optional;

/**
 * Limits the open requests and the bytes of their bodies and answers, in total and of one client. A
 * body is in memory until its request is served, several times while it is read. A long answer is
 * in memory until the client has read it.
 */
final class RequestBudget {
  private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private final SharedBudget requests;
  private final SharedBudget bytes;
  private final SharedBudget answers =
      new SharedBudget(MAX_ANSWER_BYTES, (MAX_ANSWER_BYTES + 1) / 2);

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
    private int heldOfAnswer;
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

    /** Holds the bytes of a long answer. Returns whether they are available. */
    synchronized boolean tryHoldAnswer(int length) {
      if (closed || !answers.tryHold(client, length)) {
        return false;
      }
      heldOfAnswer += length;
      return true;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        answers.release(client, heldOfAnswer);
        bytes.release(client, held);
        requests.release(client, 1);
      }
    }
  }
}
