package ai.sympozium.endpoint.http;

import static ai.sympozium.endpoint.http.RawSockets.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and requests that are open at a time, by sockets. */
class RequestBudgetTest {
  /** A client may hold half: three requests, or two bodies of the largest size. */
  private static final HttpLimits LIMITS =
      new HttpLimits(
          1000,
          Duration.ofSeconds(20),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          100,
          new HttpLimits.Budget(6, 4000));

  private final Vertx vertx = Vertx.vertx();
  private final RawSockets sockets = new RawSockets();
  private final AtomicInteger served = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final HttpListener listener =
      HttpListener.start(
          vertx, 0, LIMITS, new OpenGate(head -> head.header("client").orElseThrow()), this::serve);

  @AfterEach
  void close() throws IOException {
    released.countDown();
    sockets.close();
    listener.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldRejectBodyWhenClientHoldsItsShareUntilARequestIsServed() throws Exception {
    connect("one", "/hold", "x".repeat(1000));
    connect("one", "/hold", "x".repeat(1000));
    await().until(() -> listener.budget().heldBytes() == 2000);

    assertThat(status(connect("one", "/", "x"))).isEqualTo(503);
    assertThat(status(connect("one", "/", ""))).isEqualTo(200);
    assertThat(status(connect("two", "/", "x".repeat(1000)))).isEqualTo(200);

    released.countDown();
    awaitRelease();
    assertThat(status(connect("one", "/", "x"))).isEqualTo(200);
  }

  @Test
  void shouldRejectBodyWhenAllClientsHoldAllBytes() throws Exception {
    for (var client : List.of("one", "one", "two", "two")) {
      connect(client, "/hold", "x".repeat(1000));
    }
    await().until(() -> listener.budget().heldBytes() == 4000);

    assertThat(status(connect("three", "/", "x"))).isEqualTo(503);
  }

  @Test
  void shouldRejectRequestWhenTooManyAreOpen() throws Exception {
    for (var client : List.of("one", "one", "one")) {
      connect(client, "/hold", "");
    }
    await().until(() -> listener.budget().openRequests() == 3);
    assertThat(status(connect("one", "/", ""))).isEqualTo(503);
    assertThat(status(connect("two", "/", ""))).isEqualTo(200);
    await().until(() -> listener.budget().openRequests() == 3);

    for (var client : List.of("two", "two", "two")) {
      connect(client, "/hold", "");
    }
    await().until(() -> listener.budget().openRequests() == 6);
    assertThat(status(connect("three", "/", ""))).isEqualTo(503);
  }

  @Test
  void shouldReleaseWhatItHoldsWhenClientDisconnectsWithinBody() throws Exception {
    var socket = connect(head("one", "/", "Content-Length: 900") + "x".repeat(500));
    await().until(() -> listener.budget().heldBytes() == 500);

    socket.close();

    await().atMost(LIMITS.body().dividedBy(2)).until(() -> listener.budget().heldBytes() == 0);
    awaitRelease();
  }

  @Test
  void shouldReleaseWhatItHoldsWhenBodyIsNotSentInTime() throws Exception {
    var socket = connect(head("one", "/", "Content-Length: 900") + "x".repeat(500));

    assertThat(status(socket)).isEqualTo(408);
    awaitRelease();
  }

  @Test
  void shouldReleaseWhatItHoldsWhenBodyIsTooLarge() throws Exception {
    var socket = connect(head("one", "/", "Transfer-Encoding: chunked"));
    send(socket, "1f4\r\n" + "x".repeat(500) + "\r\n");
    await().until(() -> listener.budget().heldBytes() == 500);

    send(socket, "1f5\r\n" + "x".repeat(501) + "\r\n0\r\n\r\n");

    assertThat(status(socket)).isEqualTo(413);
    awaitRelease();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/broken", "/silent", "/stream"})
  void shouldReleaseWhatItHoldsWhenRequestIsServed(String path) throws Exception {
    connect("one", path, "x".repeat(1000));

    await().until(() -> served.get() == 1);
    awaitRelease();
  }

  @Test
  void shouldReleaseWhatItHoldsWhenClientDoesNotWaitForResponse() throws Exception {
    var socket = connect("one", "/cancel", "x".repeat(1000));
    await().until(() -> listener.budget().heldBytes() == 1000);

    socket.close();

    awaitRelease();
  }

  private void awaitRelease() {
    await()
        .until(() -> listener.budget().heldBytes() == 0 && listener.budget().openRequests() == 0);
  }

  private void serve(HttpExchange exchange) throws InterruptedException {
    served.incrementAndGet();
    switch (exchange.head().path()) {
      case "/hold" -> {
        released.await();
        exchange.answer(HttpAnswer.empty(200));
      }
      case "/cancel" -> {
        var cancelled = new CountDownLatch(1);
        exchange.onCancel(cancelled::countDown);
        cancelled.await();
      }
      case "/stream" -> {
        var stream = exchange.startStream(Map.of());
        stream.event("text");
        stream.end();
      }
      case "/silent" -> {
        // The server closes the connection.
      }
      case "/broken" -> throw new IllegalStateException();
      default -> exchange.answer(HttpAnswer.empty(200));
    }
  }

  private Socket connect(String client, String path, String body) throws IOException {
    return connect(head(client, path, "Content-Length: " + body.length()) + body);
  }

  private Socket connect(String text) throws IOException {
    return sockets.connect(listener.port(), text);
  }

  private static String head(String client, String path, String header) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nClient: %s\r\n%s\r\n\r\n"
        .formatted(path, client, header);
  }

  private static int status(Socket socket) throws IOException {
    return Integer.parseInt(RawSockets.readHead(socket).split(" ", 3)[1]);
  }
}
