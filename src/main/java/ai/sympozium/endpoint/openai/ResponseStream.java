package ai.sympozium.endpoint.openai;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.http.SseStream;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.RunListener;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Streams a response as numbered events. A client can continue a stream after an event. */
final class ResponseStream implements RunListener {
  private final HttpExchange exchange;
  private final ResponseJson json;
  private final long startAfter;
  private final StringBuilder text = new StringBuilder();
  private @Nullable SseStream events;
  private long sequence;

  /**
   * @param startAfter number of the last event that the client has; -1 for none
   */
  ResponseStream(HttpExchange exchange, ResponseJson json, long startAfter) {
    this.exchange = exchange;
    this.json = json;
    this.startAfter = startAfter;
  }

  boolean isStarted() {
    return events != null;
  }

  @Override
  public void created() {
    events = exchange.startStream(Map.of());
    response("response.created", json.open("in_progress"));
    response("response.in_progress", json.open("in_progress"));
    var added = JsonTrees.object().put("output_index", 0);
    added.set("item", json.emptyMessage());
    send("response.output_item.added", added);
    var part = content();
    part.set("part", ResponseJson.part(""));
    send("response.content_part.added", part);
  }

  @Override
  public void text(String delta) {
    text.append(delta);
    var event = content().put("delta", delta);
    event.putArray("logprobs");
    send("response.output_text.delta", event);
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
    var streamed =
        new EndpointRunResult(text.toString(), result.stopReason(), result.usage(), result.error());
    if (result.isSuccess()) {
      finishItem(streamed);
    }
    var response = json.finished(streamed);
    response("response." + eventOf(response.path("status").asText()), response);
    end();
  }

  /** Ends the stream, because the run cannot be followed. */
  void fail(SympoziumException e) {
    var error = RunErrors.of(e);
    send(
        "error",
        JsonTrees.object()
            .put("code", error.code())
            .put("message", error.message())
            .put("param", error.param()));
    end();
  }

  /** There is no event for a response that another request has cancelled. */
  private static String eventOf(String status) {
    return status.equals("cancelled") ? "failed" : status;
  }

  private void finishItem(EndpointRunResult result) {
    var done = content().put("text", result.text());
    done.putArray("logprobs");
    send("response.output_text.done", done);
    var part = content();
    part.set("part", ResponseJson.part(result.text()));
    send("response.content_part.done", part);
    var item = JsonTrees.object().put("output_index", 0);
    item.set("item", json.message(result.text(), ResponseJson.itemStatus(result)));
    send("response.output_item.done", item);
  }

  private void response(String type, ObjectNode response) {
    var event = JsonTrees.object();
    event.set("response", response);
    send(type, event);
  }

  private ObjectNode content() {
    return JsonTrees.object()
        .put("item_id", json.itemId())
        .put("output_index", 0)
        .put("content_index", 0);
  }

  private void send(String type, ObjectNode members) {
    var number = sequence++;
    if (events == null || number <= startAfter) {
      return;
    }
    var event = JsonTrees.object().put("type", type).put("sequence_number", number);
    event.setAll(members);
    events.event(type, JsonTrees.write(event));
  }

  private void end() {
    if (events != null) {
      events.end();
    }
  }
}
