package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.agent.model.FakeModelServer;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One row of the contract between the agent and model servers: what a server answers, what the
 * agent must send, and how the run must end. README.md in the directory of the rows describes the
 * format.
 */
record ModelServerScript(Path file, JsonNode json) {

  /** Returns the names of all rows. */
  static Stream<String> rows() throws IOException {
    try (var files = Files.walk(directory())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .map(file -> directory().relativize(file).toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  static ModelServerScript read(String row) {
    try {
      var file = directory().resolve(row);
      return new ModelServerScript(file, JsonTrees.read(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new IllegalArgumentException(row, e);
    }
  }

  String provider() {
    return json.path("provider").asText("openai");
  }

  String basePath() {
    return json.path("basePath").asText("/v1");
  }

  @Nullable String thinking() {
    return json.path("thinking").asText(null);
  }

  JsonNode headers() {
    return json.has("headers") ? json.path("headers") : JsonTrees.object();
  }

  long seconds() {
    return json.path("seconds").asLong(600);
  }

  JsonNode want() {
    return json.path("want");
  }

  JsonNode answers() {
    return json.path("answers");
  }

  void play(FakeModelServer server) {
    for (var answer : answers()) {
      for (var i = 0; i < answer.path("times").asInt(1); i++) {
        play(answer, server);
      }
    }
  }

  /** Makes a server answer the next request. */
  static void play(JsonNode answer, FakeModelServer server) {
    server.next(exchange -> {
      var headers = exchange.getResponseHeaders();
      headers.add("Content-Type", contentType(answer));
      answer
          .path("headers")
          .properties()
          .forEach(h -> headers.set(h.getKey(), h.getValue().asText()));
      var body = body(answer).getBytes(UTF_8);
      exchange.sendResponseHeaders(
          answer.path("status").asInt(200), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    });
  }

  /** Checks each request against the expectations of its answer. */
  void checkRequests(FakeModelServer server) {
    var number = 0;
    for (var answer : answers()) {
      for (var i = 0; i < answer.path("times").asInt(1); i++, number++) {
        assertThat(server.bodies().size()).as("number of requests").isGreaterThan(number);
        checkRequest(server, number, answer.path("request"));
      }
    }
    assertThat(server.bodies().size()).as("number of requests").isEqualTo(number);
  }

  private static void checkRequest(FakeModelServer server, int number, JsonNode expected) {
    var body = server.bodies().get(number);
    for (var entry : expected.properties()) {
      var name = entry.getKey();
      var what = "request " + (number + 1) + ": " + name;
      if (name.startsWith("/")) {
        var actual = body.at(name);
        if (entry.getValue().isNull()) {
          assertThat(actual.isMissingNode() || actual.isNull())
              .as(what + " is absent, not " + actual)
              .isTrue();
        } else {
          assertThat(actual).as(what).isEqualTo(entry.getValue());
        }
      } else if (name.equals("target")) {
        assertThat(server.targets().get(number)).as(what).isEqualTo(entry.getValue().asText());
      } else if (name.equals("contains")) {
        assertThat(body.toString()).as(what).contains(entry.getValue().asText());
      } else {
        assertThat(server.headers().get(number).getFirst(name))
            .as(what)
            .isEqualTo(entry.getValue().asText());
      }
    }
  }

  private static String contentType(JsonNode answer) {
    return answer.has("json") ? "application/json" : "text/event-stream";
  }

  private static String body(JsonNode answer) {
    if (answer.has("json")) {
      return JsonTrees.write(answer.path("json"));
    }
    if (answer.has("raw")) {
      return answer.path("raw").asText();
    }
    var stream = new StringBuilder();
    for (var delta : answer.path("deltas")) {
      var event = chunk();
      event.putArray("choices").addObject().put("index", 0).set("delta", delta);
      stream.append("data: ").append(JsonTrees.write(event)).append("\n\n");
    }
    for (var event : answer.path("events")) {
      // Anthropic's clients need the name of the event. Those of OpenAI's protocol ignore it.
      if (event.path("type").isTextual()) {
        stream.append("event: ").append(event.path("type").asText()).append('\n');
      }
      stream
          .append("data: ")
          .append(event.isTextual() ? event.asText() : JsonTrees.write(complete(event)));
      stream.append("\n\n");
    }
    if (answer.has("deltas")) {
      var event = chunk();
      var choice = event.putArray("choices").addObject().put("index", 0);
      choice.putObject("delta");
      choice.put("finish_reason", answer.path("finish").asText("stop"));
      stream.append("data: ").append(JsonTrees.write(event)).append("\n\ndata: [DONE]\n\n");
    }
    return stream.toString();
  }

  private static JsonNode complete(JsonNode event) {
    return event.has("choices") && !event.has("object")
        ? chunk().setAll((ObjectNode) event)
        : event;
  }

  /** The members without which the official client rejects a stream. */
  private static ObjectNode chunk() {
    return JsonTrees.object()
        .put("id", "chatcmpl-1")
        .put("object", "chat.completion.chunk")
        .put("created", 1_700_000_000)
        .put("model", "scripted");
  }

  private static Path directory() {
    try {
      return Path.of(
          Objects.requireNonNull(ModelServerScript.class.getResource("model/servers")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
