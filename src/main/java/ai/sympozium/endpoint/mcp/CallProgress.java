package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.http.SseStream;
import ai.sympozium.endpoint.run.RunListener;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Streams the progress of a call. */
final class CallProgress implements RunListener {
  private final HttpExchange exchange;
  private final JsonNode token;
  private final String writer;
  private @Nullable SseStream stream;
  private long steps;
  private long characters;

  /**
   * Creates a listener.
   *
   * @param writer subject of the notifications about text
   */
  CallProgress(HttpExchange exchange, McpRequest request, String writer) {
    this.exchange = exchange;
    this.token = request.params().path("_meta").path("progressToken");
    this.writer = writer;
  }

  /** Ends the stream with a response. Returns false if it has not begun. */
  boolean end(ObjectNode response) {
    if (stream == null) {
      return false;
    }
    stream.event("message", JsonTrees.write(response));
    stream.end();
    return true;
  }

  @Override
  public void created() {
    stream = exchange.startStream(Map.of());
    notify("The run is created.");
  }

  @Override
  public void text(String delta) {
    characters += delta.length();
    notify(writer + " writes: " + characters + " characters.");
  }

  @Override
  public void activity(String description) {
    notify(description);
  }

  @Override
  public void idle() {
    if (stream != null) {
      stream.comment("waiting");
    }
  }

  private void notify(String message) {
    if (stream != null && token.isValueNode() && !token.isNull()) {
      stream.event("message", JsonTrees.write(McpAnswers.progress(token, ++steps, message)));
    }
  }
}
