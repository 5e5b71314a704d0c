package ai.sympozium.agent.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SympoziumException;
import ai.sympozium.base.TruncatedText;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any model behind the protocol of OpenAI's chat completions. */
public final class OpenAiModelClient implements ModelClient {
  private static final String OPENAI = "https://api.openai.com/v1";
  private static final int CONNECT_MILLIS = 10_000;
  // Models that think say nothing for minutes; the run's own limit ends the wait.
  private static final int READ_MILLIS = 300_000;
  private static final int ATTEMPTS = 6;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final int LARGEST_ANSWER = 16 << 20;
  private static final int LARGEST_ERROR = 64 << 10;
  private static final int MAX_ERROR_MESSAGE = 400;

  private final URI endpoint;
  private final String model;
  private final @Nullable String key;
  private final Pause pause;
  private boolean usageInStream = true;

  /** Waits; tests wait less. */
  interface Pause {
    void take(Duration duration) throws InterruptedException;
  }

  OpenAiModelClient(@Nullable String baseUrl, String model, @Nullable String key, Pause pause)
      throws ModelException {
    this.endpoint = endpoint(baseUrl == null || baseUrl.isBlank() ? OPENAI : baseUrl.strip());
    this.model = model;
    this.key = key == null || key.isBlank() ? null : key.strip();
    this.pause = pause;
  }

  /**
   * A model.
   *
   * @param baseUrl of the API up to and including {@code /v1}, or null for OpenAI's own
   * @param key for the API, or null when it needs none
   */
  public static OpenAiModelClient of(@Nullable String baseUrl, String model, @Nullable String key)
      throws ModelException {
    return new OpenAiModelClient(baseUrl, model, key, Thread::sleep);
  }

  @Override
  public ChatCompletion ask(List<Message> conversation, List<ToolDefinition> tools)
      throws ModelException, InterruptedException {
    for (var attempt = 1; ; attempt++) {
      try {
        return askOnce(body(conversation, tools));
      } catch (RetryableException e) {
        if (attempt == ATTEMPTS) {
          throw failure(e.getMessage() + " (tried " + ATTEMPTS + " times)");
        }
        pause.take(e.pause(attempt));
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw failure(
              "the model at "
                  + endpoint
                  + " cannot be reached: "
                  + e
                  + " (tried "
                  + ATTEMPTS
                  + " times)");
        }
        pause.take(backoff(attempt));
      }
    }
  }

  /** A failure that may pass. */
  private static final class RetryableException extends SympoziumException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration asked;

    RetryableException(String reason, @Nullable Duration asked) {
      super(reason);
      this.asked = asked;
    }

    Duration pause(int attempt) {
      return asked == null ? backoff(attempt) : asked;
    }
  }

  private ChatCompletion askOnce(ObjectNode body)
      throws IOException, RetryableException, ModelException, InterruptedException {
    var connection = (HttpURLConnection) endpoint.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Accept", "text/event-stream, application/json");
    if (key != null) {
      connection.setRequestProperty("Authorization", "Bearer " + key);
    }
    try (var out = connection.getOutputStream()) {
      out.write(JsonTrees.writeBytes(body));
    }
    var status = connection.getResponseCode();
    if (status != 200) {
      throw refusal(connection, status);
    }
    var type = connection.getContentType();
    try (var in = connection.getInputStream()) {
      return type != null && type.startsWith("application/json") ? whole(in) : streamed(in);
    } catch (JsonShapeException e) {
      throw failure(
          "the model at " + endpoint + " answered in an unknown shape: " + e.getMessage());
    }
  }

  private ChatCompletion whole(InputStream in)
      throws IOException, ModelException, RetryableException {
    var json = JsonTrees.readObject(in.readNBytes(LARGEST_ANSWER));
    failIfError(json);
    var answer = new ChatCompletionAccumulator();
    answer.add(json);
    return answer.answer();
  }

  private ChatCompletion streamed(InputStream in)
      throws IOException, ModelException, RetryableException {
    var events = new SseReader(in);
    var answer = new ChatCompletionAccumulator();
    for (var data = events.next(); data != null; data = events.next()) {
      if (data.equals("[DONE]")) {
        return answer.answer();
      }
      var piece = JsonTrees.readObject(data);
      failIfError(piece);
      answer.add(piece);
    }
    if (!answer.finished()) {
      throw new IOException("the answer broke off");
    }
    return answer.answer();
  }

  private static void failIfError(ObjectNode json) throws RetryableException {
    var error = json.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      var message = error.path("message").asText("");
      throw new RetryableException(
          "the model failed while answering: "
              + (message.isEmpty() ? JsonTrees.write(error) : message),
          null);
    }
  }

  /** Sorts an error into what may pass, thrown as such, and what will not, returned. */
  private ModelException refusal(HttpURLConnection connection, int status)
      throws IOException, RetryableException, InterruptedException {
    var message = message(connection);
    var told = "the model at " + endpoint + " answered " + status + ": " + message;
    if (status == 400 && usageInStream && message.contains("stream_options")) {
      usageInStream = false;
      throw new RetryableException(told, Duration.ZERO);
    }
    if (status == 429 || status == 408 || status >= 500) {
      var asked = retryAfter(connection.getHeaderField("Retry-After"));
      if (asked != null && asked.compareTo(LONGEST_PAUSE) > 0) {
        return failure(told + " (and asks to wait " + asked.toSeconds() + " s)");
      }
      throw new RetryableException(told, asked);
    }
    if (status == 401 || status == 403) {
      return failure(
          told
              + (key == null
                  ? " (no OPENAI_API_KEY is set; name its secret in the instance's authRefs)"
                  : " (OPENAI_API_KEY is set, but does not do)"));
    }
    return failure(told);
  }

  private static String message(HttpURLConnection connection) throws IOException {
    try (var in = connection.getErrorStream()) {
      if (in == null) {
        var location = connection.getHeaderField("Location");
        return location == null ? "(no message)" : "go to " + location;
      }
      var bytes = in.readNBytes(LARGEST_ERROR);
      return TruncatedText.ofBytes(message(bytes), MAX_ERROR_MESSAGE);
    }
  }

  private static String message(byte[] body) {
    try {
      var error = JsonTrees.readObject(body).path("error");
      var message = error.isTextual() ? error.textValue() : error.path("message").asText("");
      if (!message.isBlank()) {
        return message;
      }
    } catch (IOException e) {
      // Whatever is between us and the model has answered.
    }
    var text = new String(body, UTF_8).strip();
    return text.isEmpty() ? "(no message)" : text;
  }

  private ObjectNode body(List<Message> conversation, List<ToolDefinition> tools) {
    var body = JsonTrees.object().put("model", model).put("stream", true);
    if (usageInStream) {
      body.putObject("stream_options").put("include_usage", true);
    }
    var messages = body.putArray("messages");
    conversation.forEach(message -> messages.add(message.toJson()));
    if (!tools.isEmpty()) {
      var functions = body.putArray("tools");
      for (var tool : tools) {
        functions
            .addObject()
            .put("type", "function")
            .putObject("function")
            .put("name", tool.name())
            .put("description", tool.description())
            .set("parameters", tool.parameters());
      }
    }
    return body;
  }

  /** A failure without the key, which some servers repeat in their errors. */
  private ModelException failure(String reason) {
    return new ModelException(key == null ? reason : reason.replace(key, "***"));
  }

  private static Duration backoff(int attempt) {
    return Duration.ofSeconds(1L << (attempt - 1));
  }

  private static @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      var seconds = Double.parseDouble(header.strip());
      return Duration.ofMillis((long) (Math.max(0, seconds) * 1000));
    } catch (NumberFormatException e) {
      // It may be a time.
    }
    try {
      var time = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var left = Duration.between(Instant.now(), time);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static URI endpoint(String base) throws ModelException {
    try {
      var uri = new URI(base);
      if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return new URI(base + (base.endsWith("/") ? "" : "/") + "chat/completions");
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new ModelException("the model's baseURL must be an http or https URL, not " + base);
  }
}
