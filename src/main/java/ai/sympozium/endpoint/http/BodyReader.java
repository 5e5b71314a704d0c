package ai.sympozium.endpoint.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads the body of a request on the event loop of its connection, within limits of size and time.
 * Only bytes that have arrived are held, so that a declared length costs nothing.
 */
final class BodyReader {
  private final HttpServerRequest request;
  private final HttpLimits limits;
  private final RequestBudget.OpenRequest open;
  private final Consumer<Buffer> complete;
  private final Consumer<HttpFailure> failed;
  private final Buffer body = Buffer.buffer();
  private boolean stopped;

  /**
   * Creates a reader.
   *
   * @param open closed by the reader unless the body is complete
   */
  BodyReader(
      HttpServerRequest request,
      HttpLimits limits,
      RequestBudget.OpenRequest open,
      Consumer<Buffer> complete,
      Consumer<HttpFailure> failed) {
    this.request = request;
    this.limits = limits;
    this.open = open;
    this.complete = complete;
    this.failed = failed;
  }

  /** Begins to read. Calls one of the actions, unless the client disconnects before the end. */
  void start(Vertx vertx) {
    var timer = vertx.setTimer(limits.body().toMillis(), late -> fail(HttpFailure.BODY_TIMEOUT));
    request.handler(this::add);
    request.exceptionHandler(broken -> {
      vertx.cancelTimer(timer);
      stop();
    });
    request.endHandler(end -> {
      vertx.cancelTimer(timer);
      if (!stopped) {
        stopped = true;
        complete.accept(body);
      }
    });
  }

  private void add(Buffer part) {
    if (body.length() + part.length() > limits.bodyBytes()) {
      fail(HttpFailure.BODY_TOO_LARGE);
    } else if (!open.tryHold(part.length())) {
      fail(HttpFailure.OVERLOADED);
    } else {
      body.appendBuffer(part);
    }
  }

  private void fail(HttpFailure failure) {
    if (stop()) {
      failed.accept(failure);
    }
  }

  /** Returns whether the reader was reading. */
  private boolean stop() {
    if (stopped) {
      return false;
    }
    stopped = true;
    open.close();
    return true;
  }
}
