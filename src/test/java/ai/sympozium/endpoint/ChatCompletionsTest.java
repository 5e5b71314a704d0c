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
import ai.sympozium.endpoint.run.RunsUnavailableException;
import ai.sympozium.endpoint.run.ScriptedRuns;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests chat completions by HTTP, with scripted runs. */
class ChatCompletionsTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String HELLO = "[{\"role\":\"user\",\"content\":\"Hello\"}]";

  private final TestEndpoint endpoint = new TestEndpoint();

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void shouldAnswerWithTextAndUsageWhenRunSucceeds() throws Exception {
    endpoint.runs().answer("Two pods ", "fail.");

    var response = endpoint.post(PATH, body(""));

    assertThat(response.statusCode()).isEqualTo(200);
    var json = json(response.body());
    assertThat(json.path("object").asText()).isEqualTo("chat.completion");
    assertThat(json.path("model").asText()).isEqualTo("sre-bot");
    assertThat(json.at("/choices/0/message/content").asText()).isEqualTo("Two pods fail.");
    assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(11);
    assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(7);
    assertThat(json.at("/usage/total_tokens").asInt()).isEqualTo(18);
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
    assertThat(endpoint.runs().cancelled()).isEmpty();
  }

  @Test
  void shouldCarryConversationIntoRun() throws Exception {
    endpoint.runs().answer("ok");

    endpoint.post(
        PATH,
        """
        {"model":"sre-bot","max_completion_tokens":50,"messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"First"},{"type":"text","text":"part"}]},
          {"role":"assistant","content":"Answer"},
          {"role":"developer","content":"Use English."},
          {"role":"user","content":"Second"}]}
        """);

    var run = endpoint.runs().last();
    assertThat(run.conversation().task()).isEqualTo("Second");
    assertThat(run.conversation().earlier())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be brief."),
            new ChatMessage(Role.USER, "First\npart"),
            new ChatMessage(Role.ASSISTANT, "Answer"),
            new ChatMessage(Role.SYSTEM, "Use English."));
    assertThat(run.maxOutputTokens()).isEqualTo(50);
    assertThat(run.client()).isEqualTo("api-key");
  }

  @Test
  void shouldStreamTextAsItIsProduced() throws Exception {
    var response =
        endpoint
            .http()
            .sendAsync(
                endpoint
                    .posted(
                        PATH, body(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                    .build(),
                BodyHandlers.ofLines())
            .get();
    var lines = response.body().iterator();
    assertThat(lines.next()).contains("\"role\":\"assistant\"");
    lines.next();

    endpoint.runs().emit(new RunEvent.Text("Two "));
    assertThat(lines.next()).contains("\"content\":\"Two \"");
    lines.next();
    endpoint
        .runs()
        .emit(
            new RunEvent.Activity("tool kubectl"),
            new RunEvent.Finished(ScriptedRuns.success("Two ")));
    var rest = new StringBuilder();
    lines.forEachRemaining(line -> rest.append(line).append('\n'));

    assertThat(rest).startsWith(": tool kubectl\n").endsWith("data: [DONE]\n\n");
    var events = events(rest.toString());
    assertThat(events.get(0).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(events.get(1).at("/usage/total_tokens").asInt()).isEqualTo(18);
    assertThat(events.get(1).path("choices")).isEmpty();
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
  }

  @Test
  void shouldStreamWholeAnswerInOrder() throws Exception {
    endpoint.runs().answer("a", "b\n", "c");

    var response = endpoint.post(PATH, body(",\"stream\":true"));

    var text =
        events(response.body()).stream()
            .map(event -> event.at("/choices/0/delta/content").asText())
            .collect(Collectors.joining());
    assertThat(text).isEqualTo("ab\nc");
    assertThat(events(response.body())).noneMatch(event -> event.has("usage"));
    assertThat(response.body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void shouldSendCommentsWhenRunIsSilent() throws Exception {
    var response =
        endpoint
            .http()
            .send(endpoint.posted(PATH, body(",\"stream\":true")).build(), BodyHandlers.ofLines());
    var lines = response.body().iterator();
    lines.next();
    lines.next();

    assertThat(lines.next()).isEqualTo(": waiting");
    response.body().close();
  }

  @ParameterizedTest
  @CsvSource({"LENGTH, length", "STOP, stop", "LIMIT, length"})
  void shouldReportFinishReason(StopReason reason, String expected) throws Exception {
    endpoint
        .runs()
        .play(new RunEvent.Finished(new EndpointRunResult("text", reason, Usage.NONE, null)));

    var response = endpoint.post(PATH, body(""));

    assertThat(json(response.body()).at("/choices/0/finish_reason").asText()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR, run_failed",
    "LIMIT, run_limit_reached",
    "CANCELLED, run_cancelled",
  })
  void shouldAnswerWithErrorWhenRunFails(StopReason reason, String code) throws Exception {
    endpoint
        .runs()
        .play(new RunEvent.Finished(EndpointRunResult.failed(reason, "the model is absent")));

    var response = endpoint.post(PATH, body(""));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    assertThat(json(response.body()).at("/error/code").asText()).isEqualTo(code);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("server_error");
    assertThat(json(response.body()).at("/error/message").asText())
        .isEqualTo("the model is absent");
  }

  @Test
  void shouldEndStreamWithErrorWhenRunFails() throws Exception {
    endpoint
        .runs()
        .play(
            new RunEvent.Text("Two"),
            new RunEvent.Finished(
                EndpointRunResult.failed(StopReason.ERROR, "the model is absent")));

    var response = endpoint.post(PATH, body(",\"stream\":true"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(events(response.body()).getLast().at("/error/message").asText())
        .isEqualTo("the model is absent");
    assertThat(response.body()).endsWith("data: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldCancelRunWhenClientDisconnects(boolean stream) throws Exception {
    var response =
        endpoint
            .http()
            .sendAsync(
                endpoint.posted(PATH, body(",\"stream\":" + stream)).build(),
                BodyHandlers.ofInputStream());
    await().until(() -> !endpoint.runs().created().isEmpty());

    endpoint.http().shutdownNow();

    await()
        .untilAsserted(() ->
            assertThat(endpoint.runs().cancelled()).containsExactly(endpoint.runs().last().id()));
    assertThat(response).isDone();
  }

  @Test
  void shouldUseOneRunWhenIdempotencyKeyIsRepeated() throws Exception {
    endpoint.runs().answer("once");

    var first = endpoint.send(endpoint.posted(PATH, body("")).header("Idempotency-Key", "k1"));
    var second = endpoint.send(endpoint.posted(PATH, body("")).header("Idempotency-Key", "k1"));

    assertThat(endpoint.runs().created()).hasSize(1);
    assertThat(json(second.body()).path("id")).isEqualTo(json(first.body()).path("id"));
  }

  @Test
  void shouldAnswerWithConflictWhenIdempotencyKeyIsReused() throws Exception {
    endpoint.runs().answer("once");
    endpoint.send(endpoint.posted(PATH, body("")).header("Idempotency-Key", "k1"));

    var other =
        endpoint.send(endpoint.posted(PATH, body(",\"seed\":1")).header("Idempotency-Key", "k1"));

    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.headers().firstValue("x-should-retry")).contains("false");
    assertThat(endpoint.runs().cancelled()).isEmpty();
  }

  @Test
  void shouldAnswerWithRetryAfterWhenRunsAreUnavailable() throws Exception {
    endpoint.runs().failWith(new RunsUnavailableException("not at present"));

    var response = endpoint.post(PATH, body(",\"stream\":true"));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("2");
  }

  /** Each row: members of the request besides model and messages; status, param and code. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "\"temperature\":0.5,\"top_p\":1,\"seed\":7,\"user\":\"u\",\"store\":true | 200 | - | -",
        "\"n\":1,\"tools\":[],\"tool_choice\":\"none\",\"stop\":null       | 200 | - | -",
        "\"response_format\":{\"type\":\"text\"},\"logprobs\":false        | 200 | - | -",
        "\"metadata\":{\"ticket\":\"7\"},\"max_tokens\":5                  | 200 | - | -",
        "\"n\":2                                                           | 400 | n | unsupported_parameter",
        "\"tools\":[{\"type\":\"function\"}]                               | 400 | tools | unsupported_parameter",
        "\"response_format\":{\"type\":\"json_object\"}                    | 400 | response_format | unsupported_parameter",
        "\"stop\":\"END\"                                                  | 400 | stop | unsupported_parameter",
        "\"logprobs\":true                                                 | 400 | logprobs | unsupported_parameter",
        "\"modalities\":[\"text\",\"audio\"]                               | 400 | modalities | unsupported_parameter",
        "\"frobnicate\":1                                                  | 400 | - | -",
        "\"temperature\":3                                                 | 400 | temperature | decimal_above_max_value",
        "\"temperature\":\"warm\"                                          | 400 | temperature | invalid_type",
        "\"max_tokens\":0                                                  | 400 | max_tokens | integer_below_min_value",
        "\"max_tokens\":1.5                                                | 400 | max_tokens | invalid_type",
        "\"stream\":\"yes\"                                                | 400 | stream | invalid_type",
        "\"stream_options\":{\"include_usage\":true}                       | 400 | stream_options | -",
        "\"metadata\":{\"ticket\":7}                                       | 400 | metadata.ticket | invalid_type",
        "\"user\":7                                                        | 400 | user | invalid_type",
      })
  void shouldAcceptOrRejectParameter(String members, int status, String param, String code)
      throws Exception {
    endpoint.runs().answer("ok");

    var response = endpoint.post(PATH, body("," + members));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    var error = json(response.body()).path("error");
    assertThat(error.path("param").asText(null)).isEqualTo(param);
    assertThat(error.path("code").asText(null)).isEqualTo(code);
  }

  /** Each row: a body; status, param and code. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{                                                        | 400 | -                      | -",
        "[]                                                       | 400 | -                      | -",
        "{}                                                       | 400 | -                      | -",
        "{\"model\":\"sre-bot\"}                                  | 400 | messages               | missing_required_parameter",
        "{\"model\":\"sre-bot\",\"messages\":[]}                  | 400 | messages               | empty_array",
        "{\"model\":\"sre-bot\",\"messages\":\"x\"}               | 400 | messages               | invalid_type",
        "{\"model\":\"sre-bot\",\"messages\":[1]}                 | 400 | messages[0]            | invalid_type",
        "{\"model\":\"sre-bot\",\"messages\":[{}]}                | 400 | messages[0].role       | missing_required_parameter",
        "{\"model\":\"sre-bot\",\"messages\":[{\"role\":\"x\"}]}  | 400 | messages[0].role       | invalid_value",
        "{\"model\":\"sre-bot\",\"messages\":[{\"role\":\"user\"}]} | 400 | messages[0].content  | missing_required_parameter",
        "{\"model\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404 | - | model_not_found",
        "{\"model\":\"gpt-oss\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 200 | - | -",
        "{\"model\":\"sre-bot\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]} | 400 | messages[0].content[0].type | -",
      })
  void shouldCheckBody(String body, int status, String param, String code) throws Exception {
    endpoint.runs().answer("ok");

    var response = endpoint.post(PATH, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    var error = json(response.body()).path("error");
    assertThat(error.path("param").asText(null)).isEqualTo(param);
    assertThat(error.path("code").asText(null)).isEqualTo(code);
  }

  @Test
  void shouldRejectConversationThatIsTooLong() throws Exception {
    var message = "{\"role\":\"user\",\"content\":\"" + "x".repeat(131_073) + "\"}";

    var response = endpoint.post(PATH, "{\"model\":\"sre-bot\",\"messages\":[" + message + "]}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).at("/error/code").asText())
        .isEqualTo("context_length_exceeded");
    assertThat(endpoint.runs().created()).isEmpty();
  }

  private static String body(String members) {
    return "{\"model\":\"sre-bot\",\"messages\":" + HELLO + members + "}";
  }
}
