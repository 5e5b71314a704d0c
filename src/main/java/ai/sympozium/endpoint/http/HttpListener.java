package ai.sympozium.endpoint.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server. Its event loops read heads and bodies and never block; each admitted request is
 * then served by a virtual thread. It speaks HTTP/1.1 only: a proxy in front of it can offer other
 * versions.
 */
public final class HttpListener implements AutoCloseable {
  /** Long enough for a client to read the response while it sends its body. */
  private static final Duration UNREAD_BODY = Duration.ofSeconds(1);

  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final Vertx vertx;
  private final HttpLimits limits;
  private final RequestGate gate;
  private final ExchangeHandler handler;
  private final IdleConnections idle;
  private final RequestBudget budget;
  private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();
  private final HttpServer server;
  private @Nullable CertificateReloader certificate;
  private volatile boolean stopping;

  private HttpListener(
      Vertx vertx,
      HttpServerOptions options,
      HttpLimits limits,
      RequestGate gate,
      ExchangeHandler handler) {
    this.vertx = vertx;
    this.limits = limits;
    this.gate = gate;
    this.handler = handler;
    this.idle = new IdleConnections(vertx, limits);
    this.budget = new RequestBudget(limits.budget());
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::connected)
            .requestHandler(this::received);
  }

  /** Starts to listen without TLS. Port 0 selects a free port. */
  public static HttpListener start(
      Vertx vertx, int port, HttpLimits limits, RequestGate gate, ExchangeHandler handler) {
    return start(vertx, HttpLimits.options(port), limits, gate, handler);
  }

  /** Starts to listen with TLS. Port 0 selects a free port. */
  public static HttpListener start(
      Vertx vertx,
      int port,
      TlsFiles tls,
      HttpLimits limits,
      RequestGate gate,
      ExchangeHandler handler) {
    try {
      var certificate = new CertificateReloader(vertx, tls);
      var options = HttpLimits.options(port).setSsl(true).setKeyCertOptions(certificate.options());
      var listener = start(vertx, options, limits, gate, handler);
      listener.certificate = certificate;
      certificate.start();
      return listener;
    } catch (IOException e) {
      throw new ListenException(port, e);
    }
  }

  private static HttpListener start(
      Vertx vertx,
      HttpServerOptions options,
      HttpLimits limits,
      RequestGate gate,
      ExchangeHandler handler) {
    var listener = new HttpListener(vertx, options, limits, gate, handler);
    try {
      listener.server.listen().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new ListenException(options.getPort(), e.getCause());
    }
    return listener;
  }

  public int port() {
    return server.actualPort();
  }

  /** Answers new requests with an error and waits for the open ones, for a limited time. */
  public void drain(Duration atMost) {
    stopping = true;
    var deadline = System.nanoTime() + atMost.toNanos();
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Cancels the open requests. Their handlers complete the responses with an error. */
  public void cancelOpen() {
    open.forEach(HttpExchange::cancel);
  }

  @Override
  public void close() {
    if (certificate != null) {
      certificate.close();
    }
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  void reloadCertificate() {
    if (certificate != null) {
      certificate.reload();
    }
  }

  int idleConnections() {
    return idle.size();
  }

  RequestBudget budget() {
    return budget;
  }

  private void connected(HttpConnection connection) {
    connection.closeHandler(closed -> idle.remove(connection));
    idle.add(connection);
  }

  private void received(HttpServerRequest request) {
    var connection = request.connection();
    idle.remove(connection);
    request
        .response()
        .endHandler(end -> {
          if (!request.response().closed()) {
            idle.add(connection);
          }
        });
    var head = RequestHead.of(request);
    if (request.response().writeQueueFull()) {
      // The client does not read the responses to its earlier requests.
      IdleConnections.drop(connection);
    } else if (head.isEmpty()) {
      answerEarly(request, gate.answer(HttpFailure.MALFORMED));
    } else {
      admit(request, head.get());
    }
  }

  private void admit(HttpServerRequest request, RequestHead head) {
    switch (gate.admit(head)) {
      case RequestGate.Answered answered -> answerEarly(request, answered.answer());
      case RequestGate.Admitted admitted when stopping ->
          answerEarly(request, failure(HttpFailure.STOPPING, admitted));
      case RequestGate.Admitted admitted -> readBody(request, head, admitted);
    }
  }

  private void readBody(
      HttpServerRequest request, RequestHead head, RequestGate.Admitted admitted) {
    if (head.declaredLength() > limits.bodyBytes()) {
      answerEarly(request, failure(HttpFailure.BODY_TOO_LARGE, admitted));
      return;
    }
    var held = budget.tryOpen(admitted.client());
    if (held.isEmpty()) {
      answerEarly(request, failure(HttpFailure.OVERLOADED, admitted));
      return;
    }
    Supplier<HttpAnswer> overloaded = () -> failure(HttpFailure.OVERLOADED, admitted);
    new BodyReader(
            request,
            limits,
            held.get(),
            body ->
                dispatch(
                    new HttpExchange(head, admitted, body, request, limits, held.get(), overloaded),
                    held.get()),
            failure -> answerEarly(request, failure(failure, admitted)))
        .start(vertx);
  }

  private HttpAnswer failure(HttpFailure failure, RequestGate.Admitted admitted) {
    return gate.answer(failure).with(admitted.headers());
  }

  private void dispatch(HttpExchange exchange, RequestBudget.OpenRequest held) {
    open.add(exchange);
    exchange.listen();
    Thread.ofVirtual().name("request").start(() -> serve(exchange, held));
  }

  private void serve(HttpExchange exchange, RequestBudget.OpenRequest held) {
    try (held) {
      handler.handle(exchange);
    } catch (ClientDisconnectedException e) {
      // There is no client to answer.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The message can quote the request.
      System.err.println("web-endpoint: a request failed: " + e.getClass().getName());
      if (!exchange.isAnswered()) {
        exchange.answer(gate.answer(HttpFailure.INTERNAL_ERROR));
      }
    } finally {
      if (!exchange.isAnswered()) {
        exchange.abort();
      }
      open.remove(exchange);
    }
  }

  /** Answers a request whose body is not read, and closes its connection if it is not complete. */
  private void answerEarly(HttpServerRequest request, HttpAnswer answer) {
    if (request.response().ended() || request.response().closed()) {
      return;
    }
    request.handler(unread -> {});
    if (request.isEnded()) {
      HttpExchange.send(request.response(), answer);
      return;
    }
    HttpExchange.send(request.response(), answer.with("Connection", "close"));
    vertx.setTimer(
        UNREAD_BODY.toMillis(),
        late -> {
          if (!request.isEnded()) {
            IdleConnections.drop(request.connection());
          }
        });
  }
}
