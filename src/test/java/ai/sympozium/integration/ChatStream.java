package ai.sympozium.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;

/** A streamed chat completion, read on a thread of its own. */
final class ChatStream implements AutoCloseable {
  private static final String DATA = "data: ";
  private static final String ID = "chatcmpl-";

  private final InputStream body;
  private final StringBuffer text = new StringBuffer();
  private volatile String id = "";
  private volatile JsonNode error = MissingNode.getInstance();
  private volatile boolean done;
  private volatile boolean broken;
  private volatile boolean ended;

  private ChatStream(InputStream body) {
    this.body = body;
  }

  static ChatStream of(InputStream body) {
    ChatStream stream = new ChatStream(body);
    Thread.ofVirtual().name("stream").start(stream::read);
    return stream;
  }

  /** Returns the name of the run, when the first event has arrived. */
  String awaitRun() {
    await("first event").atMost(TestCluster.TIMEOUT).until(() -> !id.isEmpty() || ended);
    return "bot-web-" + id;
  }

  /** Waits until exactly this text has arrived. */
  void awaitText(String expected) {
    await("text \"" + expected + "\"")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> text.toString().equals(expected));
  }

  /** Waits until the server has completed the stream or the connection is broken. */
  void awaitEnd() {
    await("end of the stream after \"" + text + "\"")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ended);
  }

  String text() {
    return text.toString();
  }

  /** Returns the error of the event that has one, which is missing while there is none. */
  JsonNode error() {
    return error;
  }

  /** Whether the last event is the mark of a complete stream. */
  boolean isDone() {
    return done;
  }

  /** Whether the connection was closed in the middle of the response. */
  boolean isBroken() {
    return broken;
  }

  /** Disconnects. */
  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      // The connection was broken before.
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(DATA)) {
          accept(line.substring(DATA.length()));
        }
      }
    } catch (IOException e) {
      broken = true;
    } finally {
      ended = true;
    }
  }

  private void accept(String data) throws IOException {
    done = data.equals("[DONE]");
    if (done) {
      return;
    }
    JsonNode event = JsonTrees.read(data);
    if (event.has("error")) {
      error = event.path("error");
      return;
    }
    id = event.path("id").asText().substring(ID.length());
    text.append(event.at("/choices/0/delta/content").asText(""));
  }
}
