package ai.sympozium.integration.proxy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/**
 * Forwards calls of an operator to the API server. A {@link FaultRule} decides the result of each
 * call. Uses plain HTTP towards the operator and TLS with a given token towards the API server.
 * Forwards watches event by event.
 */
public final class ApiProxy implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ApiProxy.class);
  private static final int MAX_MESSAGE = 64 * 1024 * 1024;

  /** Headers that belong to one connection only. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "host",
          "authorization",
          "connection",
          "upgrade",
          "http2-settings",
          "content-length",
          "transfer-encoding",
          "origin",
          "sec-websocket-key",
          "sec-websocket-version",
          "sec-websocket-extensions");

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final HttpClient upstream;
  private final HttpServer server;
  private final String token;
  private final Queue<ProxiedRequest> calls = new ConcurrentLinkedQueue<>();
  private final Map<ServerWebSocket, WebSocket> watches = new ConcurrentHashMap<>();
  private volatile FaultRule rule = FaultRule.NONE;
  private volatile boolean frozen;

  /**
   * Starts one.
   *
   * @param api the API server's URL
   * @param authority PEM of the authority that has signed its certificate
   * @param token whose calls these become
   */
  public ApiProxy(URI api, Buffer authority, String token) {
    this.token = token;
    upstream =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(authority))
                .setDefaultHost(api.getHost())
                .setDefaultPort(api.getPort())
                .setMaxPoolSize(500)
                .setMaxWebSockets(500)
                .setMaxWebSocketFrameSize(MAX_MESSAGE)
                .setMaxWebSocketMessageSize(MAX_MESSAGE));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxWebSocketFrameSize(MAX_MESSAGE)
                    .setMaxWebSocketMessageSize(MAX_MESSAGE))
            .requestHandler(this::accept)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** Returns the URL that the operator uses as API server. */
  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** All calls so far, in the order of their arrival. */
  public Queue<ProxiedRequest> calls() {
    return calls;
  }

  public void rule(FaultRule next) {
    rule = next;
  }

  /** Blocks both directions from now on, as after a crash of the operator. */
  public void freeze() {
    frozen = true;
  }

  public void thaw() {
    frozen = false;
  }

  /** Ends all watches as a restarted API server would. */
  public void cutWatches() {
    watches.keySet().forEach(watch -> watch.close((short) 1001));
  }

  /** Ends all watches with the error that their resource version is too old. */
  public void expireWatches() {
    watches
        .keySet()
        .forEach(watch ->
            watch.writeTextMessage(
                """
                {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
                "message":"too old resource version","reason":"Expired","code":410}}\
                """));
  }

  public int openWatches() {
    return watches.size();
  }

  private void accept(HttpServerRequest request) {
    if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      // Its body must not be read: what follows are frames.
      decide(request, Buffer.buffer());
    } else {
      request.body().onSuccess(body -> decide(request, body));
    }
  }

  private void decide(HttpServerRequest request, Buffer body) {
    ProxiedRequest call =
        new ProxiedRequest(
            request.method().name(),
            request.path(),
            request.query() == null ? "" : request.query(),
            body.toString());
    if (frozen) {
      return;
    }
    calls.add(call);
    switch (rule.fate(call)) {
      case FaultAction.Passes() -> {
        if (call.isWatch()) {
          relay(request, call);
        } else {
          pass(request, call, body);
        }
      }
      case FaultAction.Waits waits ->
          forward(request, call, body)
              .onSuccess(answer ->
                  waits
                      .until()
                      .thenRun(() -> context.runOnContext(now -> deliver(request, answer))));
      case FaultAction.Fails fails ->
          done(fails.done(), request, call, body).onComplete(end -> fail(request, fails));
      case FaultAction.Hangs hangs -> done(hangs.done(), request, call, body);
      case FaultAction.IsCut cut ->
          done(cut.done(), request, call, body).onComplete(end -> request.connection().close());
    }
  }

  private Future<?> done(
      boolean done, HttpServerRequest request, ProxiedRequest call, Buffer body) {
    return done ? forward(request, call, body) : Future.succeededFuture();
  }

  private void pass(HttpServerRequest request, ProxiedRequest call, Buffer body) {
    forward(request, call, body)
        .onSuccess(answer -> deliver(request, answer))
        .onFailure(broken -> {
          LOG.debugf("%s: %s", call, broken.getMessage());
          request.connection().close();
        });
  }

  private record Answer(int status, MultiMap headers, Buffer body) {}

  private Future<Answer> forward(HttpServerRequest request, ProxiedRequest call, Buffer body) {
    return upstream
        .request(
            new RequestOptions()
                .setMethod(request.method())
                .setURI(request.uri())
                .setHeaders(headers(request)))
        .compose(outgoing -> outgoing.send(body))
        .compose(ApiProxy::whole)
        .onSuccess(answer -> rule.answered(call));
  }

  private static Future<Answer> whole(HttpClientResponse response) {
    return response.body().map(body -> new Answer(response.statusCode(), response.headers(), body));
  }

  private void deliver(HttpServerRequest request, Answer answer) {
    if (frozen) {
      return;
    }
    var response = request.response().setStatusCode(answer.status());
    answer
        .headers()
        .forEach((name, value) -> {
          if (!NOT_PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            response.headers().add(name, value);
          }
        });
    response.end(answer.body());
  }

  private static void fail(HttpServerRequest request, FaultAction.Fails fails) {
    var response =
        request
            .response()
            .setStatusCode(fails.status())
            .putHeader("Content-Type", "application/json");
    if (fails.retryAfterSeconds() > 0) {
      response.putHeader("Retry-After", Integer.toString(fails.retryAfterSeconds()));
    }
    response.end(
        """
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":%d,\
        "message":"the test's proxy says %1$d"}\
        """
            .formatted(fails.status()));
  }

  private void relay(HttpServerRequest request, ProxiedRequest call) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setURI(request.uri()).setHeaders(headers(request));
    request.pause();
    upstream
        .webSocket(options)
        .onFailure(refused -> {
          int status =
              refused instanceof UpgradeRejectedException rejected ? rejected.getStatus() : 502;
          request.response().setStatusCode(status).end();
        })
        .onSuccess(source -> {
          source.pause();
          request
              .toWebSocket()
              .onFailure(gone -> source.close())
              .onSuccess(sink -> connect(call, source, sink));
        });
  }

  private void connect(ProxiedRequest call, WebSocket source, ServerWebSocket sink) {
    watches.put(sink, source);
    source.textMessageHandler(event ->
        rule.lateness(call, event)
            .filter(late -> !frozen)
            .ifPresent(late -> {
              if (late.isZero()) {
                sink.writeTextMessage(event);
              } else {
                vertx.setTimer(late.toMillis(), now -> sink.writeTextMessage(event));
              }
            }));
    source.closeHandler(ended -> sink.close());
    sink.closeHandler(ended -> {
      watches.remove(sink);
      source.close();
    });
    source.resume();
  }

  private MultiMap headers(HttpServerRequest request) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    request
        .headers()
        .forEach((name, value) -> {
          if (!NOT_PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            headers.add(name, value);
          }
        });
    return headers.add("Authorization", "Bearer " + token);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
