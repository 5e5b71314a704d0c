package ai.sympozium.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A model server on an address that pods reach. It answers every chat completion by one script, and
 * remembers when it has written the first text of the last answer.
 */
final class StubModel implements AutoCloseable {
  private final HttpServer server;
  private final AnswerScript script;
  private volatile long firstWrittenAt;

  private StubModel(HttpServer server, AnswerScript script) {
    this.server = server;
    this.script = script;
  }

  static StubModel start(String address, AnswerScript script) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(address, 0), 0);
    var model = new StubModel(server, script);
    server.createContext("/v1/chat/completions", model::serve);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return model;
  }

  String url() {
    return "http://"
        + server.getAddress().getAddress().getHostAddress()
        + ":"
        + server.getAddress().getPort();
  }

  /** Returns the {@link System#nanoTime} before the first text of the last answer was written. */
  long firstWrittenAt() {
    return firstWrittenAt;
  }

  private void serve(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int part = 0; part < script.parts(); part++) {
        sleepUntil(start + script.timeOf(part));
        if (part == 0) {
          firstWrittenAt = System.nanoTime();
        }
        event(body, chunk(AnswerScript.part(part), null));
      }
      sleepUntil(start + script.timeOf(script.parts()));
      event(body, chunk("", "stop"));
      event(body, "[DONE]");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void event(OutputStream body, String data) throws IOException {
    body.write(("data: " + data + "\n\n").getBytes(UTF_8));
    body.flush();
  }

  private static String chunk(String text, @Nullable String finish) {
    var json = JsonTrees.object().put("id", "chatcmpl-0").put("object", "chat.completion.chunk");
    var choice = json.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
    choice.putObject("delta").put("role", "assistant").put("content", text);
    return JsonTrees.write(json);
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
