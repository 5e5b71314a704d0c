package ai.sympozium.endpoint.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An admitted request with its body, and its response. Either {@link #answer} or {@link
 * #startStream} is called once.
 */
public final class HttpExchange {
  /** Answers up to this length are not counted. Longer ones are written in parts. */
  private static final int PART_BYTES = 64 * 1024;

  private final RequestHead head;
  private final RequestGate.Admitted admitted;
  private final Buffer body;
  private final HttpConnection connection;
  private final HttpServerResponse response;
  private final HttpLimits limits;
  private final RequestBudget.OpenRequest held;
  private final Supplier<HttpAnswer> overloaded;
  private final List<Runnable> actions = new ArrayList<>();
  private @Nullable SseStream stream;
  private boolean cancelled;

  /**
   * Creates an exchange.
   *
   * @param overloaded replaces a long answer for which there is no memory
   */
  HttpExchange(
      RequestHead head,
      RequestGate.Admitted admitted,
      Buffer body,
      HttpServerRequest request,
      HttpLimits limits,
      RequestBudget.OpenRequest held,
      Supplier<HttpAnswer> overloaded) {
    this.head = head;
    this.admitted = admitted;
    this.body = body;
    this.connection = request.connection();
    this.response = request.response();
    this.limits = limits;
    this.held = held;
    this.overloaded = overloaded;
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

  /**
   * Writes the answer and waits until the client has read it. A client that reads nothing for a
   * time is disconnected.
   */
  public void answer(HttpAnswer answer) {
    var bytes = answer.body().getBytes(UTF_8);
    if (bytes.length > PART_BYTES && !held.tryHoldAnswer(bytes.length)) {
      write(overloaded.get());
    } else {
      write(answer.with(admitted.headers()), Buffer.buffer(bytes));
    }
  }

  private void write(HttpAnswer answer) {
    write(answer, Buffer.buffer(answer.body().getBytes(UTF_8)));
  }

  private void write(HttpAnswer answer, Buffer all) {
    if (!setHead(response, answer)) {
      return;
    }
    var begin = 0;
    if (all.length() > PART_BYTES) {
      response.putHeader("Content-Length", Integer.toString(all.length()));
      while (all.length() - begin > PART_BYTES) {
        if (!isRead(response.write(all.slice(begin, begin + PART_BYTES)))) {
          return;
        }
        begin += PART_BYTES;
      }
    }
    isRead(response.end(all.slice(begin, all.length())));
  }

  /** Waits for a part of the answer. Returns whether the connection is still open. */
  private boolean isRead(Future<Void> part) {
    try {
      part.toCompletionStage()
          .toCompletableFuture()
          .get(limits.stall().toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      return false;
    } catch (TimeoutException e) {
      IdleConnections.drop(connection);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      IdleConnections.drop(connection);
      return false;
    }
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

  /** Sends a short answer without a wait. */
  static void send(HttpServerResponse response, HttpAnswer answer) {
    if (setHead(response, answer)) {
      response.end(Buffer.buffer(answer.body().getBytes(UTF_8)));
    }
  }

  /** Returns whether the response is still open and has no head yet. */
  private static boolean setHead(HttpServerResponse response, HttpAnswer answer) {
    if (response.closed() || response.headWritten()) {
      return false;
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    return true;
  }
}
