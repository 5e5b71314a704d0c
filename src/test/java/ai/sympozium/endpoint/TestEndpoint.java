package ai.sympozium.endpoint;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.base.Sha256;
import ai.sympozium.endpoint.auth.ApiKeys;
import ai.sympozium.endpoint.http.HttpLimits;
import ai.sympozium.endpoint.oauth.ProtectedResource;
import ai.sympozium.endpoint.run.ScriptedRuns;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An endpoint on a free port of this machine, with scripted runs. */
public final class TestEndpoint implements AutoCloseable {
  public static final String KEY = "sk-test-0123456789abcdef";
  public static final String OTHER_KEY = "sk-other-0123456789abcdef";
  static final EndpointSettings SETTINGS =
      new EndpointSettings(
          "sre-bot",
          "uid-1",
          "demo",
          "gpt-oss",
          0,
          10,
          4,
          4,
          600,
          false,
          false,
          "http://bot.example.com",
          null);
  static final EndpointServer.Times TIMES =
      new EndpointServer.Times(
          Duration.ofSeconds(20), Duration.ofMillis(200), Duration.ofSeconds(3));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScriptedRuns runs = new ScriptedRuns();
  private final EndpointServer server;
  private volatile ApiKeys keys =
      new ApiKeys(Map.of("api-key", Sha256.hex(KEY), "other", Sha256.hex(OTHER_KEY)));

  public TestEndpoint() {
    this(SETTINGS, HttpLimits.DEFAULT, TIMES);
  }

  TestEndpoint(EndpointSettings settings, HttpLimits limits, EndpointServer.Times times) {
    this(settings, limits, times, ProtectedResource.NONE);
  }

  private TestEndpoint(
      EndpointSettings settings,
      HttpLimits limits,
      EndpointServer.Times times,
      ProtectedResource resource) {
    server =
        EndpointServer.start(
            vertx,
            new EndpointServer.Listening(0, null, limits),
            settings,
            new EndpointGate.Clients(() -> keys, resource),
            runs,
            times);
  }

  /** Starts an endpoint that accepts the tokens of an issuer. */
  public static TestEndpoint withTokens(ProtectedResource resource) {
    return new TestEndpoint(SETTINGS, HttpLimits.DEFAULT, TIMES, resource);
  }

  /** Starts an endpoint with a limit of the requests of each key. */
  static TestEndpoint limitedTo(int ratePerMinute, int burst) {
    var settings =
        new EndpointSettings(
            "sre-bot",
            "uid-1",
            "demo",
            "gpt-oss",
            ratePerMinute,
            burst,
            4,
            4,
            600,
            false,
            false,
            "http://bot.example.com",
            null);
    return new TestEndpoint(settings, HttpLimits.DEFAULT, TIMES);
  }

  /** Starts an endpoint with the chat page and a number of requests per minute, 0 for no limit. */
  static TestEndpoint withPage(int ratePerMinute) {
    var settings =
        new EndpointSettings(
            "sre-bot",
            "uid-1",
            "demo",
            "gpt-oss",
            ratePerMinute,
            1,
            4,
            4,
            600,
            false,
            true,
            "http://bot.example.com",
            null);
    return new TestEndpoint(settings, HttpLimits.DEFAULT, TIMES);
  }

  public ScriptedRuns runs() {
    return runs;
  }

  public void keys(ApiKeys changed) {
    keys = changed;
  }

  public int port() {
    return server.port();
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  EndpointServer server() {
    return server;
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + KEY);
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(posted(path, json));
  }

  public HttpRequest.Builder posted(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpClient http() {
    return http;
  }

  /** Returns the data of the events of a stream, without the end mark. */
  public static List<JsonNode> events(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
        .map(line -> json(line.substring("data: ".length())))
        .toList();
  }

  public static JsonNode json(String text) {
    try {
      return JsonTrees.read(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Override
  public void close() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    http.close();
  }
}
