package ai.sympozium.agent.model.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;

/**
 * Sends one request and reads its response. The content decides what a response is, because the
 * header {@code Content-Type} of many servers is wrong.
 *
 * <p>The JVM must run with {@code sun.net.http.retryPost=false}. Otherwise it sends a request again
 * when a connection breaks, although the request may have cost tokens.
 */
final class ModelHttpExchange {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  // Reasoning models send nothing for minutes. The limit of the run ends the wait.
  private static final int READ_TIMEOUT_MILLIS = 300_000;
  private static final int MAX_RESPONSE_BYTES = 16 << 20;
  private static final int BYTE_ORDER_MARK = 0xEF;

  private final Map<String, String> headers;
  private final KeyMask mask;
  private final InstantSource clock;
  private final Route route;

  ModelHttpExchange(Map<String, String> headers, KeyMask mask, InstantSource clock, Route route) {
    this.route = route;
    this.headers = headers;
    this.mask = mask;
    this.clock = clock;
  }

  ChatCompletion send(URI uri, ObjectNode body, CompletionReader reader, Consumer<String> addedText)
      throws IOException, ErrorResponseException, ModelException {
    var connection = connect(uri);
    try (var out = connection.getOutputStream()) {
      out.write(JsonTrees.writeBytes(body));
    }
    var status = connection.getResponseCode();
    if (status / 100 != 2) {
      throw new ErrorResponseException(
          ErrorResponseReader.read(connection, status, mask, clock.instant()));
    }
    try (var in = new BufferedInputStream(connection.getInputStream())) {
      switch (firstCharacter(in)) {
        case '<' -> throw new ErrorResponseException(webPage(status, in));
        case '{', '[' -> addDocuments(in, reader);
        default -> addEvents(in, reader, addedText);
      }
      return reader.completion();
    }
  }

  private HttpURLConnection connect(URI uri) throws IOException {
    var connection = (HttpURLConnection) uri.toURL().openConnection(route.proxies().proxy(uri));
    var sockets = route.sockets();
    if (sockets != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(sockets);
    }
    connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    connection.setReadTimeout(READ_TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Accept", "text/event-stream, application/json");
    headers.forEach(connection::setRequestProperty);
    return connection;
  }

  /** Returns the first character that is not white space, and leaves it in the stream. */
  private static int firstCharacter(InputStream in) throws IOException {
    while (true) {
      in.mark(1);
      var b = in.read();
      if (b == BYTE_ORDER_MARK) {
        in.skipNBytes(2);
      } else if (b < 0 || !Character.isWhitespace(b)) {
        in.reset();
        return b;
      }
    }
  }

  private ErrorResponse webPage(int status, InputStream in) throws IOException {
    var page = new String(in.readNBytes(ErrorResponseReader.MAX_BODY_BYTES), UTF_8);
    return ErrorResponseReader.webPage(status, mask.mask(page));
  }

  /** Adds a whole response, or a stream with one JSON object a line. */
  private void addDocuments(InputStream in, CompletionReader reader)
      throws IOException, ErrorResponseException {
    var text = new String(in.readNBytes(MAX_RESPONSE_BYTES), UTF_8);
    try {
      add(JsonTrees.read(text), reader);
    } catch (JsonShapeException e) {
      var lines = text.lines().filter(line -> !line.isBlank()).toList();
      if (lines.size() < 2 || !lines.getFirst().strip().endsWith("}")) {
        throw e;
      }
      for (var line : lines) {
        add(JsonTrees.readObject(line), reader);
      }
    }
  }

  private void addEvents(InputStream in, CompletionReader reader, Consumer<String> addedText)
      throws IOException, ErrorResponseException {
    var events = new SseReader(in);
    for (var data = events.next(); data != null; data = events.next()) {
      if (data.equals("[DONE]")) {
        return;
      }
      add(JsonTrees.readObject(data), reader);
      var text = reader.addedText();
      if (!text.isEmpty()) {
        addedText.accept(text);
      }
    }
    if (!reader.isFinished()) {
      throw new IOException("the response is incomplete");
    }
  }

  private void add(JsonNode json, CompletionReader reader)
      throws IOException, ErrorResponseException {
    var event = json.isArray() && json.size() == 1 ? json.path(0) : json;
    var error = ErrorResponseReader.of(event, mask, clock.instant());
    if (error != null) {
      throw new ErrorResponseException(error);
    }
    if (!(event instanceof ObjectNode object)) {
      throw new JsonShapeException("a JSON object is expected");
    }
    reader.add(object);
  }
}
