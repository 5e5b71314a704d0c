package ai.sympozium.bench;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Sends chat completions, and reads their streams. */
final class StreamLoad {
  private static final String DATA = "data: ";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String key;

  StreamLoad(String url, String key) {
    this.url = url;
    this.key = key;
  }

  /**
   * Starts a stream.
   *
   * @param due time at which a client wants to send the request
   * @param disconnects whether the client disconnects after the first text
   */
  OpenStream start(AnswerScript script, long due, boolean disconnects) {
    var body = JsonTrees.object().put("model", "bot").put("stream", true);
    body.putArray("messages").addObject().put("role", "user").put("content", script.task());
    var request =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonTrees.write(body)))
            .build();
    var stream = new OpenStream(script, due, disconnects);
    http.sendAsync(request, BodyHandlers.fromLineSubscriber(stream))
        .exceptionally(e -> {
          stream.end.completeExceptionally(e);
          return null;
        });
    return stream;
  }

  /** Text of a stream so far, and the time of its first part. */
  static final class OpenStream implements Flow.Subscriber<String> {
    private final AnswerScript script;
    private final long due;
    private final boolean disconnects;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Double> first = new CompletableFuture<>();
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private Flow.@Nullable Subscription lines;
    private boolean done;

    private OpenStream(AnswerScript script, long due, boolean disconnects) {
      this.script = script;
      this.due = due;
      this.disconnects = disconnects;
      end.whenComplete((complete, e) -> first.complete(Double.NaN));
    }

    /** Milliseconds from the due time to the first text; NaN if there was none. */
    CompletableFuture<Double> first() {
      return first;
    }

    /** Whether the whole answer and the mark of the end have arrived. */
    CompletableFuture<Boolean> end() {
      return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      lines = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (!line.startsWith(DATA)) {
        return;
      }
      done = line.equals("data: [DONE]");
      if (!done) {
        text.append(content(line.substring(DATA.length())));
        if (!text.isEmpty() && first.complete((System.nanoTime() - due) / 1e6) && disconnects) {
          disconnect();
        }
      }
    }

    private void disconnect() {
      if (lines != null) {
        lines.cancel();
      }
      end.complete(true);
    }

    @Override
    public void onError(Throwable e) {
      end.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
      end.complete(done && text.toString().equals(script.answer()));
    }

    private static String content(String data) {
      try {
        JsonNode event = JsonTrees.read(data);
        return event.at("/choices/0/delta/content").asText("");
      } catch (IOException e) {
        return data;
      }
    }
  }
}
