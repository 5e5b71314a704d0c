package ai.sympozium.endpoint.http;

import static ai.sympozium.endpoint.http.RawSockets.readAll;
import static ai.sympozium.endpoint.http.RawSockets.readHead;
import static ai.sympozium.endpoint.http.RawSockets.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slow, silent and greedy clients, by sockets. */
class HttpListenerTest {
  private static final HttpLimits LIMITS =
      new HttpLimits(
          1024,
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(500),
          20,
          new HttpLimits.Budget(200, 4096));

  /** More than the buffers of a connection take, and half of what a client may leave unread. */
  private static final int HUGE = 7 * 1024 * 1024;

  private static final String PING = "GET /ping HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final RawSockets sockets = new RawSockets();
  private final CompletableFuture<String> disconnected = new CompletableFuture<>();
  private final CompletableFuture<Void> answering = new CompletableFuture<>();
  private final OpenGate gate = new OpenGate(head -> "client");
  private final HttpListener listener = HttpListener.start(vertx, 0, LIMITS, gate, this::serve);

  @AfterEach
  void close() throws IOException {
    sockets.close();
    listener.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldCloseConnectionWithoutRequest() throws Exception {
    assertThat(readAll(connect(""))).isEmpty();
  }

  @Test
  void shouldCloseConnectionWhenHeadIsSentSlowly() throws Exception {
    var socket = connect("GET /ping HTTP/1.1\r\nHost: x\r\n");

    var sender =
        Thread.startVirtualThread(() -> {
          try {
            for (var number = 0; number < 1000; number++) {
              send(socket, "X-Header-" + number + ": x\r\n");
              // Each header comes in time for a read, but the head never ends.
              Thread.sleep(20);
            }
          } catch (IOException | InterruptedException e) {
            // The server has closed the connection.
          }
        });

    assertThat(sender.join(Duration.ofSeconds(10))).isTrue();
    assertThat(listener.idleConnections()).isZero();
  }

  @Test
  void shouldAnswerWithTimeoutWhenBodyIsSentSlowly() throws Exception {
    var socket = connect("POST /ping HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");

    assertThat(readAll(socket)).startsWith("HTTP/1.1 408 ").contains("BODY_TIMEOUT");
  }

  @Test
  void shouldRejectChunkedBodyThatIsTooLarge() throws Exception {
    var socket = connect("POST /ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    send(socket, "800\r\n" + "x".repeat(0x800) + "\r\n");

    assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void shouldCloseConnectionWhenUnreadBodyContinues() throws Exception {
    var socket = connect("POST /ping HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");

    assertThat(readHead(socket)).startsWith("HTTP/1.1 413 ");
    await()
        .until(() -> {
          try {
            send(socket, "more");
            return false;
          } catch (IOException e) {
            return true;
          }
        });
  }

  @Test
  void shouldKeepServingWhenThereAreMoreIdleConnectionsThanAllowed() throws Exception {
    for (var number = 0; number < 5 * LIMITS.idleConnections(); number++) {
      connect("GET /ping HTTP/1.1\r\n");
    }

    var socket = connect(PING);

    assertThat(readHead(socket)).startsWith("HTTP/1.1 200 ");
    assertThat(listener.idleConnections()).isLessThanOrEqualTo(LIMITS.idleConnections());
  }

  @Test
  void shouldCloseConnectionWhenParametersCannotBeDecoded() throws Exception {
    var socket = connect("GET /?%zz HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(readHead(socket)).startsWith("HTTP/1.1 ");
    await().until(() -> socket.getInputStream().read() == -1);
    assertThat(listener.idleConnections()).isZero();
  }

  /** Responses that the client does not read would otherwise fill the memory. */
  @Test
  void shouldCloseConnectionWhenResponsesOfManyRequestsAreNotRead() throws Exception {
    var socket = connect("");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          try {
            send(socket, PING.replace("/ping", "/large").repeat(10));
            return false;
          } catch (IOException e) {
            return true;
          }
        });
  }

  @Test
  void shouldServeSeveralRequestsOfOneConnection() throws Exception {
    var socket = connect(PING);
    assertThat(readHead(socket)).startsWith("HTTP/1.1 200 ");

    send(socket, PING);

    assertThat(readHead(socket)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void shouldKeepConnectionWhileItsRequestIsServed() throws Exception {
    var socket = connect("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(readHead(socket)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void shouldNotifyHandlerWhenClientDisconnects() throws Exception {
    var socket = connect("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    readHead(socket);

    socket.close();

    assertThat(disconnected.get(10, TimeUnit.SECONDS)).isEqualTo("notified");
  }

  @Test
  void shouldShedClientThatDoesNotReadItsStream() throws Exception {
    connect("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(disconnected.get(10, TimeUnit.SECONDS)).isEqualTo("stalled");
    assertThat(readHead(connect(PING))).startsWith("HTTP/1.1 200 ");
  }

  /** Netty keeps an answer until it is read. So its request counts as long. */
  @Test
  void shouldShedClientThatDoesNotReadItsAnswer() throws Exception {
    var socket =
        sockets.connectWithSmallBuffer(listener.port(), "GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");
    answering.get(10, TimeUnit.SECONDS);
    await().until(() -> listener.budget().openRequests() == 0);

    assertThat(readAll(socket)).hasSizeLessThan(HUGE);
  }

  @Test
  void shouldRejectLongAnswersOfClientThatReadsNone() throws Exception {
    for (var number = 0; number < 3; number++) {
      connect("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    await().until(() -> gate.overloads() == 2);
  }

  @Test
  void shouldWriteLongAnswerWhole() throws Exception {
    var answer = readAll(connect("GET /huge HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("x".repeat(HUGE));
  }

  @Test
  void shouldAnswerWithErrorWhenHandlerFails() throws Exception {
    var socket = connect("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(readHead(socket)).startsWith("HTTP/1.1 500 ");
    await().until(() -> listener.idleConnections() == 1);
  }

  private void serve(HttpExchange exchange) throws InterruptedException {
    switch (exchange.head().path()) {
      case "/slow" -> {
        // Longer than a connection may be idle.
        Thread.sleep(LIMITS.idle().multipliedBy(2));
        exchange.answer(HttpAnswer.text(200, "slow"));
      }
      case "/wait" -> {
        exchange.onCancel(() -> disconnected.complete("notified"));
        var stream = exchange.startStream(Map.of());
        stream.comment("started");
        disconnected.join();
      }
      case "/flood" -> flood(exchange.startStream(Map.of()));
      case "/large" -> exchange.answer(HttpAnswer.text(200, "x".repeat(100_000)));
      case "/huge" -> {
        answering.complete(null);
        exchange.answer(HttpAnswer.text(200, "x".repeat(HUGE)));
      }
      case "/broken" -> throw new IllegalStateException("secret");
      default -> exchange.answer(HttpAnswer.text(200, "pong"));
    }
  }

  private void flood(SseStream stream) {
    try {
      while (true) {
        stream.event("x".repeat(10_000));
      }
    } catch (ClientDisconnectedException e) {
      disconnected.complete("stalled");
    }
  }

  private Socket connect(String text) throws IOException {
    return sockets.connect(listener.port(), text);
  }
}
