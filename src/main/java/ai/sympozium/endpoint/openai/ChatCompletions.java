package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;
import ai.sympozium.endpoint.http.ClientDisconnectedException;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.http.SseStream;
import ai.sympozium.endpoint.run.Cancellation;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.RunListener;
import ai.sympozium.endpoint.run.RunService;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers {@code POST /v1/chat/completions}. */
public final class ChatCompletions {
  private static final String DONE = "[DONE]";

  private final RunService runs;
  private final RunRequests requests;
  private final ModelNames models;
  private final InstantSource clock;

  public ChatCompletions(
      RunService runs, RunRequests requests, ModelNames models, InstantSource clock) {
    this.runs = runs;
    this.requests = requests;
    this.models = models;
    this.clock = clock;
  }

  public void create(HttpExchange exchange) throws InterruptedException {
    var request = ChatRequest.read(exchange.body());
    models.check(request.model());
    var run = requests.create(exchange, request.conversation(), "", request.maxTokens());
    var json =
        new CompletionJson(
            "chatcmpl-" + run.id(), request.model(), clock.instant().getEpochSecond());
    var cancellation = new Cancellation();
    exchange.onCancel(cancellation::cancel);
    if (!request.stream()) {
      var result = runs.perform(run, cancellation, RunListener.NONE);
      exchange.answer(
          result.isSuccess()
              ? HttpAnswer.json(200, json.completion(result))
              : RunErrors.of(result).answer());
      return;
    }
    var stream = new Stream(exchange, json, request.includeUsage());
    try {
      stream.finish(runs.perform(run, cancellation, stream));
    } catch (ClientDisconnectedException e) {
      throw e;
    } catch (SympoziumException e) {
      stream.fail(e);
    }
  }

  /** Streams a completion. An error after the start of the stream is an event of it. */
  private static final class Stream implements RunListener {
    private final HttpExchange exchange;
    private final CompletionJson json;
    private final boolean includeUsage;
    private @Nullable SseStream events;

    Stream(HttpExchange exchange, CompletionJson json, boolean includeUsage) {
      this.exchange = exchange;
      this.json = json;
      this.includeUsage = includeUsage;
    }

    @Override
    public void created() {
      var started = exchange.startStream(Map.of());
      events = started;
      started.event(JsonTrees.write(json.start()));
    }

    @Override
    public void text(String delta) {
      if (events != null) {
        events.event(JsonTrees.write(json.text(delta)));
      }
    }

    @Override
    public void activity(String description) {
      if (events != null) {
        events.comment(description);
      }
    }

    @Override
    public void idle() {
      activity("waiting");
    }

    void finish(EndpointRunResult result) {
      if (events == null) {
        return;
      }
      if (result.isSuccess()) {
        events.event(JsonTrees.write(json.finish(result)));
        if (includeUsage) {
          events.event(JsonTrees.write(json.usageChunk(result.usage())));
        }
      } else {
        events.event(JsonTrees.write(RunErrors.of(result).json()));
      }
      events.event(DONE);
      events.end();
    }

    void fail(SympoziumException e) {
      if (events == null) {
        throw e;
      }
      events.event(JsonTrees.write(RunErrors.of(e).json()));
      events.event(DONE);
      events.end();
    }
  }
}
