package ai.sympozium.endpoint;

import static ai.sympozium.endpoint.TestEndpoint.events;
import static ai.sympozium.endpoint.TestEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.ScriptedRuns;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Creates and retrieves responses by HTTP, with scripted runs. */
class ResponsesTest {
  private static final String PATH = "/v1/responses";

  private final TestEndpoint endpoint = new TestEndpoint();

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void shouldAnswerWithTextAndUsage() throws Exception {
    endpoint.runs().answer("Two ", "pods");

    var response = create("\"input\":\"Hello\",\"metadata\":{\"ticket\":\"7\"}");

    assertThat(response.path("status").asText()).isEqualTo("completed");
    assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("Two pods");
    assertThat(response.at("/usage/total_tokens").asInt()).isEqualTo(18);
    assertThat(response.at("/metadata/ticket").asText()).isEqualTo("7");
    assertThat(endpoint.runs().last().conversation().task()).isEqualTo("Hello");
  }

  @Test
  void shouldRetrieveResponseOfSameClientOnly() throws Exception {
    endpoint.runs().answer("Two pods");
    var id = create("\"input\":\"Hello\",\"instructions\":\"Be brief.\"").path("id").asText();

    var retrieved = json(endpoint.get(PATH + "/" + id).body());
    var other =
        endpoint.send(
            HttpRequest.newBuilder(URI.create(endpoint.url() + PATH + "/" + id))
                .header("Authorization", "Bearer " + TestEndpoint.OTHER_KEY));

    assertThat(retrieved.at("/output/0/content/0/text").asText()).isEqualTo("Two pods");
    assertThat(retrieved.path("instructions").asText()).isEqualTo("Be brief.");
    assertThat(other.statusCode()).isEqualTo(404);
  }

  @Test
  void shouldContinueConversationWithoutEarlierInstructions() throws Exception {
    endpoint.runs().answer("1");
    var first = create("\"input\":\"One\",\"instructions\":\"Be brief.\"").path("id").asText();
    endpoint.runs().answer("2");

    create(
        "\"input\":\"Two\",\"instructions\":\"Be long.\",\"previous_response_id\":\"%s\""
            .formatted(first));

    var conversation = endpoint.runs().last().conversation();
    assertThat(conversation.task()).isEqualTo("Two");
    assertThat(conversation.earlier())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be long."),
            new ChatMessage(Role.USER, "One"),
            new ChatMessage(Role.ASSISTANT, "1"));
  }

  @Test
  void shouldNotRetrieveResponseThatIsNotStored() throws Exception {
    endpoint.runs().answer("1");

    var id = create("\"input\":\"One\",\"store\":false").path("id").asText();

    assertThat(endpoint.get(PATH + "/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldNotRetrieveChatCompletionAsResponse() throws Exception {
    endpoint.runs().answer("1");
    endpoint.post(
        "/v1/chat/completions",
        "{\"model\":\"sre-bot\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    var id = "resp_" + endpoint.runs().last().id();

    assertThat(endpoint.get(PATH + "/" + id).statusCode()).isEqualTo(404);
  }

  /** The operator cancels a run that needs a replica which does not exist any more. */
  @ParameterizedTest
  @CsvSource({"false, '', true", "true, '', false", "false, key-1, false"})
  void shouldNeedReplicaUnlessClientFindsResponseElsewhere(
      boolean background, String key, boolean needed) throws Exception {
    endpoint.runs().answer("1");
    var request =
        endpoint.posted(
            PATH,
            "{\"model\":\"sre-bot\",\"input\":\"Hello\",\"background\":%b}".formatted(background));

    endpoint.send(key.isEmpty() ? request : request.header("Idempotency-Key", key));

    assertThat(endpoint.runs().last().endsWithReplica()).isEqualTo(needed);
  }

  @Test
  void shouldReportIncompleteResponse() throws Exception {
    endpoint
        .runs()
        .play(
            new RunEvent.Finished(
                new EndpointRunResult("cut", StopReason.LENGTH, Usage.NONE, null)));

    var response = create("\"input\":\"Hello\",\"max_output_tokens\":5");

    assertThat(response.path("status").asText()).isEqualTo("incomplete");
    assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
    assertThat(endpoint.runs().last().maxOutputTokens()).isEqualTo(5);
  }

  @Test
  void shouldStreamNumberedEvents() throws Exception {
    endpoint.runs().answer("Two ", "pods");

    var response = endpoint.post(PATH, body("\"input\":\"Hello\",\"stream\":true"));

    var events = events(response.body());
    assertThat(events)
        .extracting(event -> event.path("type").asText())
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    assertThat(events)
        .extracting(event -> event.path("sequence_number").asInt())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(response.body()).contains("event: response.output_text.delta\n");
  }

  @Test
  void shouldEndStreamWithFailedResponseWhenRunFails() throws Exception {
    endpoint
        .runs()
        .play(
            new RunEvent.Text("Two"),
            new RunEvent.Finished(
                EndpointRunResult.failed(StopReason.ERROR, "the model is absent")));

    var response = endpoint.post(PATH, body("\"input\":\"Hello\",\"stream\":true"));

    var last = events(response.body()).getLast();
    assertThat(last.path("type").asText()).isEqualTo("response.failed");
    assertThat(last.at("/response/error/message").asText()).isEqualTo("the model is absent");
  }

  @Test
  void shouldContinueInBackgroundAndStreamFromEvent() throws Exception {
    endpoint.runs().play(new RunEvent.Text("Two "));
    var created = create("\"input\":\"Hello\",\"background\":true");
    var id = created.path("id").asText();
    assertThat(created.path("status").asText()).isEqualTo("queued");
    assertThat(json(endpoint.get(PATH + "/" + id).body()).path("status").asText())
        .isEqualTo("in_progress");

    endpoint
        .runs()
        .emit(new RunEvent.Text("pods"), new RunEvent.Finished(ScriptedRuns.success("Two pods")));
    var stream = endpoint.get(PATH + "/" + id + "?stream=true&starting_after=4");

    assertThat(events(stream.body()).getFirst().path("delta").asText()).isEqualTo("pods");
    assertThat(events(stream.body()).getFirst().path("sequence_number").asInt()).isEqualTo(5);
    assertThat(json(endpoint.get(PATH + "/" + id).body()).path("status").asText())
        .isEqualTo("completed");
  }

  @Test
  void shouldKeepRunInBackgroundWhenClientOfStreamDisconnects() throws Exception {
    endpoint.runs().play(new RunEvent.Text("Two "));
    var response =
        endpoint
            .http()
            .send(
                endpoint
                    .posted(PATH, body("\"input\":\"x\",\"background\":true,\"stream\":true"))
                    .build(),
                BodyHandlers.ofLines());
    response.body().close();

    endpoint.runs().emit(new RunEvent.Finished(ScriptedRuns.success("Two ")));

    var id = "resp_" + endpoint.runs().last().id();
    await()
        .until(() ->
            json(endpoint.get(PATH + "/" + id).body()).path("status").asText().equals("completed"));
    assertThat(endpoint.runs().cancelled()).isEmpty();
  }

  @Test
  void shouldCancelResponseInBackground() throws Exception {
    var id = create("\"input\":\"Hello\",\"background\":true").path("id").asText();

    var cancelled = json(endpoint.post(PATH + "/" + id + "/cancel", "").body());

    assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
    assertThat(endpoint.runs().cancelled()).contains(endpoint.runs().last().id());
    assertThat(json(endpoint.get(PATH + "/" + id).body()).path("status").asText())
        .isEqualTo("cancelled");
  }

  @Test
  void shouldDeleteResponse() throws Exception {
    endpoint.runs().answer("1");
    var id = create("\"input\":\"One\"").path("id").asText();

    var deleted = endpoint.send(endpoint.request(PATH + "/" + id).DELETE());

    assertThat(json(deleted.body()).path("deleted").asBoolean()).isTrue();
    assertThat(endpoint.get(PATH + "/" + id).statusCode()).isEqualTo(404);
  }

  /** Each row: members of the request besides the model; status, param and code. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "\"input\":\"x\",\"temperature\":1,\"reasoning\":{\"effort\":\"low\"} | 200 | - | -",
        "\"input\":\"x\",\"text\":{\"format\":{\"type\":\"text\"}}           | 200 | - | -",
        "\"input\":[{\"role\":\"user\",\"content\":\"x\"}]                   | 200 | - | -",
        "\"input\":[{\"type\":\"reasoning\",\"summary\":[]},{\"role\":\"user\",\"content\":\"x\"}] | 200 | - | -",
        "\"user\":\"u\"                                            | 400 | input | missing_required_parameter",
        "\"input\":7                                               | 400 | input | invalid_type",
        "\"input\":[]                                              | 400 | input | empty_array",
        "\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]    | 400 | input[0].type | invalid_value",
        "\"input\":[{\"role\":\"tool\",\"content\":\"x\"}]         | 400 | input[0].role | invalid_value",
        "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}] | 400 | input[0].content[0].type | -",
        "\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]     | 400 | tools | unsupported_parameter",
        "\"input\":\"x\",\"truncation\":\"auto\"                   | 400 | truncation | unsupported_parameter",
        "\"input\":\"x\",\"conversation\":\"c\"                    | 400 | conversation | unsupported_parameter",
        "\"input\":\"x\",\"max_output_tokens\":0                   | 400 | max_output_tokens | integer_below_min_value",
        "\"input\":\"x\",\"previous_response_id\":\"resp_0\"       | 400 | previous_response_id | previous_response_not_found",
        "\"input\":\"x\",\"messages\":[]                           | 400 | - | -",
      })
  void shouldAcceptOrRejectRequest(String members, int status, String param, String code)
      throws Exception {
    endpoint.runs().answer("ok");

    var response = endpoint.post(PATH, body(members));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    // A response has an error as well, which is null.
    var error = json(response.body()).path("error");
    assertThat(error.path("param").asText(null)).isEqualTo(param);
    assertThat(error.path("code").asText(null)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/responses/resp_0123456789abcdef, 404",
    "GET, /v1/responses/resp_..%2f, 404",
    "GET, /v1/responses/resp_0123456789abcdef/input_items, 404",
    "POST, /v1/responses/resp_0123456789abcdef/cancel, 404",
    "DELETE, /v1/responses/resp_0123456789abcdef, 404",
    "PUT, /v1/responses/resp_0123456789abcdef, 404",
    "GET, /v1/responses/a/b/c, 404",
    "GET, /v1/responses, 405",
  })
  void shouldAnswerUnknownResponseWithError(String method, String path, int status)
      throws Exception {
    var response =
        endpoint.send(endpoint.request(path).method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(status);
  }

  private JsonNode create(String members) throws Exception {
    var response = endpoint.post(PATH, body(members));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response.body());
  }

  private static String body(String members) {
    return "{\"model\":\"sre-bot\"," + members + "}";
  }
}
