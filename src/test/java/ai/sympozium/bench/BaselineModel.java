package ai.sympozium.bench;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.http.HttpFailure;
import ai.sympozium.endpoint.http.HttpLimits;
import ai.sympozium.endpoint.http.HttpListener;
import ai.sympozium.endpoint.http.RequestGate;
import ai.sympozium.endpoint.http.RequestHead;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The model of the benchmark without the endpoint: the same HTTP server answers chat completions by
 * their scripts.
 */
final class BaselineModel {
  private BaselineModel() {}

  public static void main(String... args) throws InterruptedException {
    var listener =
        HttpListener.start(Vertx.vertx(), 0, HttpLimits.DEFAULT, new Open(), BaselineModel::serve);
    System.err.println("baseline: serves on " + listener.port());
    new CountDownLatch(1).await();
  }

  private static void serve(HttpExchange exchange) throws InterruptedException {
    long start = System.nanoTime();
    JsonNode request;
    try {
      request = JsonTrees.read(exchange.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var script = AnswerScript.of(request.at("/messages/0/content").asText());
    var stream = exchange.startStream(Map.of());
    stream.event(chunk(""));
    for (int part = 0; part < script.parts(); part++) {
      sleepUntil(start + script.timeOf(part));
      stream.event(chunk(AnswerScript.part(part)));
    }
    sleepUntil(start + script.timeOf(script.parts()));
    stream.event("[DONE]");
    stream.end();
  }

  private static String chunk(String text) {
    var json = JsonTrees.object().put("id", "chatcmpl-0").put("object", "chat.completion.chunk");
    json.putArray("choices").addObject().put("index", 0).putObject("delta").put("content", text);
    return JsonTrees.write(json);
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
  }

  /** Admits all requests. */
  static final class Open implements RequestGate {
    @Override
    public Admission admit(RequestHead head) {
      return new Admitted("benchmark", Map.of());
    }

    @Override
    public HttpAnswer answer(HttpFailure failure) {
      return HttpAnswer.text(500, failure.name());
    }
  }
}
