package ai.sympozium.agent.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server of chat completions with prepared responses, for tests. */
public final class FakeModelServer implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  private final List<String> bearers = new CopyOnWriteArrayList<>();
  private final List<String> targets = new CopyOnWriteArrayList<>();
  private final List<Headers> headers = new CopyOnWriteArrayList<>();

  /** Answers one request. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  public FakeModelServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  public FakeModelServer next(Answer answer) {
    answers.add(answer);
    return this;
  }

  public FakeModelServer next(int status, String body, String... headers) {
    return next(exchange -> {
      for (var i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      var bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    });
  }

  /** Answers the next request with server-sent events. */
  public FakeModelServer nextEvents(String... events) {
    var stream = new StringBuilder();
    for (var event : events) {
      stream.append("data: ").append(event).append("\n\n");
    }
    return next(200, stream.toString(), "Content-Type", "text/event-stream");
  }

  public List<JsonNode> bodies() {
    return bodies;
  }

  public List<String> bearers() {
    return bearers;
  }

  /** Returns path and query of the requests. */
  public List<String> targets() {
    return targets;
  }

  /** Returns the headers of the requests. */
  public List<Headers> headers() {
    return headers;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      targets.add(exchange.getRequestURI().toString());
      headers.add(exchange.getRequestHeaders());
      bearers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      bodies.add(JsonTrees.read(exchange.getRequestBody().readAllBytes()));
      var answer = answers.poll();
      if (answer == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        answer.to(exchange);
      }
    }
  }
}
