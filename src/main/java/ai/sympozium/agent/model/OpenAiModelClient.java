package ai.sympozium.agent.model;

import ai.sympozium.base.JsonShapeException;
import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.SecretMasker;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls any model that speaks OpenAI's chat completions. Retries transient failures.
 *
 * <p>The JVM must run with {@code sun.net.http.retryPost=false}. Otherwise it sends a request again
 * when a connection breaks, although the request may have cost tokens.
 */
public final class OpenAiModelClient implements ModelClient {
  private static final String OPENAI = "https://api.openai.com/v1";
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  // Reasoning models send nothing for minutes. The limit of the run ends the wait.
  private static final int READ_TIMEOUT_MILLIS = 300_000;
  private static final int MAX_ATTEMPTS = 6;
  private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(60);
  private static final int MAX_RESPONSE_BYTES = 16 << 20;

  private final URI endpoint;
  private final String model;
  private final @Nullable String key;
  private final Sleeper sleeper;
  private boolean usageInStream = true;

  /** Waits between attempts. */
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  OpenAiModelClient(@Nullable String baseUrl, String model, @Nullable String key, Sleeper sleeper)
      throws ModelException {
    this.endpoint = endpoint(baseUrl == null || baseUrl.isBlank() ? OPENAI : baseUrl.strip());
    this.model = model;
    this.key = key == null || key.isBlank() ? null : key.strip();
    this.sleeper = sleeper;
  }

  /**
   * Creates a client.
   *
   * @param baseUrl URL of the API including {@code /v1}, or null for OpenAI
   * @param key key of the API, or null if it needs none
   */
  public static OpenAiModelClient of(@Nullable String baseUrl, String model, @Nullable String key)
      throws ModelException {
    return new OpenAiModelClient(baseUrl, model, key, Thread::sleep);
  }

  @Override
  public ChatCompletion complete(List<Message> conversation, List<ToolDefinition> tools)
      throws ModelException, InterruptedException {
    for (var attempt = 1; ; attempt++) {
      try {
        return completeOnce(ChatCompletionRequest.of(model, conversation, tools, usageInStream));
      } catch (RetryableException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw failure(e.getMessage() + afterAllAttempts());
        }
        var retryAfter = e.retryAfter();
        sleeper.sleep(retryAfter == null ? backoff(attempt) : retryAfter);
      } catch (IOException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw failure(
              "the model at " + endpoint + " cannot be reached: " + e + afterAllAttempts());
        }
        sleeper.sleep(backoff(attempt));
      }
    }
  }

  private ChatCompletion completeOnce(ObjectNode body)
      throws IOException, RetryableException, ModelException, InterruptedException {
    var connection = connect();
    try (var out = connection.getOutputStream()) {
      out.write(JsonTrees.writeBytes(body));
    }
    var status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      var masker = SecretMasker.of(key == null ? List.of() : List.of(key));
      throw rejection(ModelErrorResponse.read(connection, status, masker));
    }
    var type = connection.getContentType();
    try (var in = connection.getInputStream()) {
      return type != null && type.startsWith("application/json") ? whole(in) : streamed(in);
    } catch (JsonShapeException e) {
      throw failure(
          "the model at " + endpoint + " answered in an unknown format: " + e.getMessage());
    }
  }

  private HttpURLConnection connect() throws IOException {
    var connection = (HttpURLConnection) endpoint.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    connection.setReadTimeout(READ_TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Accept", "text/event-stream, application/json");
    if (key != null) {
      connection.setRequestProperty("Authorization", "Bearer " + key);
    }
    return connection;
  }

  private static ChatCompletion whole(InputStream in)
      throws IOException, ModelException, RetryableException {
    var json = JsonTrees.readObject(in.readNBytes(MAX_RESPONSE_BYTES));
    failIfError(json);
    var accumulator = new ChatCompletionAccumulator();
    accumulator.add(json);
    return accumulator.completion();
  }

  private static ChatCompletion streamed(InputStream in)
      throws IOException, ModelException, RetryableException {
    var events = new SseReader(in);
    var accumulator = new ChatCompletionAccumulator();
    for (var data = events.next(); data != null; data = events.next()) {
      if (data.equals("[DONE]")) {
        return accumulator.completion();
      }
      var chunk = JsonTrees.readObject(data);
      failIfError(chunk);
      accumulator.add(chunk);
    }
    if (!accumulator.isFinished()) {
      throw new IOException("the response is incomplete");
    }
    return accumulator.completion();
  }

  private static void failIfError(ObjectNode json) throws RetryableException {
    var error = json.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      var message = error.path("message").asText("");
      throw new RetryableException(
          "the model failed while it answered: "
              + (message.isEmpty() ? JsonTrees.write(error) : message),
          null);
    }
  }

  /**
   * Returns the exception for a permanent error.
   *
   * @throws RetryableException if the error is transient
   */
  private ModelException rejection(ModelErrorResponse error) throws RetryableException {
    var status = error.status();
    var message = "the model at " + endpoint + " answered " + status + ": " + error.message();
    if (status == 400 && usageInStream && error.message().contains("stream_options")) {
      usageInStream = false;
      throw new RetryableException(message, Duration.ZERO);
    }
    if (status == 429 || status == 408 || status >= 500) {
      var retryAfter = error.retryAfter();
      if (retryAfter != null && retryAfter.compareTo(MAX_RETRY_AFTER) > 0) {
        return failure(message + " (Retry-After: " + retryAfter.toSeconds() + " s)");
      }
      throw new RetryableException(message, retryAfter);
    }
    if (status == 401 || status == 403) {
      return failure(
          message
              + (key == null
                  ? " (OPENAI_API_KEY is not set; name its Secret in the instance's authRefs)"
                  : " (OPENAI_API_KEY is set, but the model rejects it)"));
    }
    return failure(message);
  }

  /** Removes the key, because some servers repeat it in their errors. */
  private ModelException failure(String message) {
    return new ModelException(key == null ? message : message.replace(key, "***"));
  }

  private static String afterAllAttempts() {
    return " (tried " + MAX_ATTEMPTS + " times)";
  }

  private static Duration backoff(int attempt) {
    return Duration.ofSeconds(1L << (attempt - 1));
  }

  private static URI endpoint(String base) throws ModelException {
    try {
      var uri = new URI(base);
      if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return new URI(base + (base.endsWith("/") ? "" : "/") + "chat/completions");
      }
    } catch (URISyntaxException e) {
      // The exception below covers it.
    }
    throw new ModelException("the model's baseURL must be an http or https URL, not " + base);
  }
}
