package ai.sympozium.integration;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of an instance's endpoint. */
record EndpointClient(String url, String key) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Starts a chat completion that is streamed, and returns when its run exists. */
  ChatStream stream(String task) {
    HttpResponse<InputStream> answer =
        HTTP.sendAsync(chat(task, true), BodyHandlers.ofInputStream()).join();
    if (answer.statusCode() != 200) {
      throw new AssertionError("status " + answer.statusCode());
    }
    return ChatStream.of(answer.body());
  }

  /** Starts a chat completion whose answer comes as a whole. */
  CompletableFuture<HttpResponse<String>> complete(String task) {
    return HTTP.sendAsync(chat(task, false), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) {
    return HTTP.sendAsync(request(path).build(), BodyHandlers.ofString()).join();
  }

  JsonNode json(String path) {
    return json(get(path));
  }

  JsonNode post(String path, JsonNode body) {
    return json(HTTP.sendAsync(post(path, body.toString()), BodyHandlers.ofString()).join());
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return JsonTrees.read(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body(), e);
    }
  }

  private HttpRequest chat(String task, boolean stream) {
    var body = JsonTrees.object().put("model", "bot").put("stream", stream);
    body.putArray("messages").addObject().put("role", "user").put("content", task);
    return post("/v1/chat/completions", body.toString());
  }

  private HttpRequest post(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + key)
        .timeout(TestCluster.TIMEOUT);
  }
}
