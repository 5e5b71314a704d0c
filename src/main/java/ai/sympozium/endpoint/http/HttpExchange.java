package ai.sympozium.endpoint.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An admitted request with its body, and its response. Either {@link #answer} or {@link
 * #startStream} is called once.
 */
public final class HttpExchange {
  private final RequestHead head;
  private final RequestGate.Admitted admitted;
  private final Buffer body;
  private final HttpServerResponse response;
  private final HttpLimits limits;
  private final List<Runnable> actions = new ArrayList<>();
  private @Nullable SseStream stream;
  private boolean cancelled;

  HttpExchange(
      RequestHead head,
      RequestGate.Admitted admitted,
      Buffer body,
      HttpServerResponse response,
      HttpLimits limits) {
    this.head = head;
    this.admitted = admitted;
    this.body = body;
    this.response = response;
    this.limits = limits;
  }

  public RequestHead head() {
    return head;
  }

  /** Returns the name of the authenticated client. */
  public String client() {
    return admitted.client();
  }

  public byte[] body() {
    return body.getBytes();
  }

  /**
   * Runs an action when the response is not needed any more, because the client has disconnected or
   * the server stops; at once if this has happened already. Actions have a thread of their own.
   */
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    Thread.startVirtualThread(action);
  }

  public void answer(HttpAnswer answer) {
    var all = answer.with(admitted.headers());
    send(response, all);
  }

  /** Starts a response that consists of server-sent events. */
  public SseStream startStream(Map<String, String> headers) {
    response.setStatusCode(200).setChunked(true);
    admitted.headers().forEach(response::putHeader);
    headers.forEach(response::putHeader);
    response
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Cache-Control", "no-cache")
        .putHeader("X-Accel-Buffering", "no");
    var started = new SseStream(response, limits.stall());
    synchronized (this) {
      stream = started;
    }
    return started;
  }

  /** Begins to notice a disconnection. */
  void listen() {
    response.closeHandler(closed -> disconnected());
  }

  /** Returns whether a response was started. */
  boolean isAnswered() {
    return response.headWritten() || response.closed();
  }

  /** Closes the connection, because a started response cannot be completed. */
  void abort() {
    response.reset();
  }

  private void disconnected() {
    SseStream started;
    synchronized (this) {
      started = stream;
    }
    if (started != null) {
      started.disconnected();
    }
    cancel();
  }

  /** Runs the actions. The handler can still complete the response. */
  void cancel() {
    List<Runnable> pending;
    synchronized (this) {
      cancelled = true;
      pending = List.copyOf(actions);
      actions.clear();
    }
    pending.forEach(Thread::startVirtualThread);
  }

  static void send(HttpServerResponse response, HttpAnswer answer) {
    if (response.closed() || response.headWritten()) {
      return;
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    response.end(Buffer.buffer(answer.body().getBytes(UTF_8)));
  }
}
