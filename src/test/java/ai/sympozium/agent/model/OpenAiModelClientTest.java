package ai.sympozium.agent.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiModelClientTest {
  private static final String DONE = "[DONE]";
  private static final List<Message> HELLO =
      List.of(new Message.SystemMessage("be good"), new Message.UserMessage("say hello"));

  private FakeModelServer server;
  private final List<Duration> pauses = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new FakeModelServer();
  }

  @AfterEach
  void shutDown() {
    server.close();
  }

  @Test
  void shouldSendChatCompletionRequest() throws Exception {
    server.nextEvents(text("hi"), stop(), DONE);
    var tool = new ToolDefinition("ls", "Lists.", JsonTrees.object().put("type", "object"));
    var conversation = new ArrayList<>(HELLO);
    conversation.add(new Message.AssistantMessage(null, List.of(new ToolCall("c1", "ls", "{}"))));
    conversation.add(new Message.ToolMessage("c1", "a b"));

    model("the-key").complete(conversation, List.of(tool));

    assertThat(server.bearers()).containsExactly("Bearer the-key");
    assertThat(JsonTrees.write(server.bodies().getFirst()))
        .isEqualTo(
            """
            {"model":"gpt-x","stream":true,"stream_options":{"include_usage":true},"messages":[\
            {"role":"system","content":"be good"},{"role":"user","content":"say hello"},\
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",\
            "function":{"name":"ls","arguments":"{}"}}]},\
            {"role":"tool","tool_call_id":"c1","content":"a b"}],\
            "tools":[{"type":"function","function":{"name":"ls","description":"Lists.",\
            "parameters":{"type":"object"}}}]}\
            """);
  }

  @Test
  void shouldAssembleTextAndTokensOfStream() throws Exception {
    server.nextEvents(
        text("Hel"),
        text("lo"),
        stop(),
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}",
        DONE);

    assertThat(complete())
        .isEqualTo(new ChatCompletion(new Message.AssistantMessage("Hello", List.of()), 12, 3));
  }

  @Test
  void shouldAssembleCharactersWhenTheyArriveInParts() throws Exception {
    server.next(exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      var stream = ": hello\r\n\r\ndata:" + text("größer 🐳") + "\r\n\r\ndata: " + stop() + "\n\n";
      for (var b : stream.getBytes(UTF_8)) {
        exchange.getResponseBody().write(b);
        exchange.getResponseBody().flush();
      }
    });

    assertThat(complete().message().text()).isEqualTo("größer 🐳");
  }

  @Test
  void shouldAssembleToolCallsWhenTheyArriveInParts() throws Exception {
    server.nextEvents(
        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,"
            + "\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"ls\",\"arguments\":\"\"}}]}}]}",
        piece(0, "{\\\"p\\\":"),
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":"
            + "{\"name\":\"cat\",\"arguments\":\"{\"}}]}}]}",
        piece(0, "1}"),
        piece(1, "}"),
        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
        DONE);

    assertThat(complete().message().toolCalls())
        .containsExactly(new ToolCall("a", "ls", "{\"p\":1}"), new ToolCall("b", "cat", "{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "tool_calls", "function_call", "length", "whatever"})
  void shouldReturnToolCallsWhateverTheFinishReason(String reason) throws Exception {
    server.nextEvents(
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":"
            + "{\"name\":\"ls\",\"arguments\":\"{}\"}}]},\"finish_reason\":\""
            + reason
            + "\"}]}",
        DONE);

    assertThat(complete().message().toolCalls()).containsExactly(new ToolCall("a", "ls", "{}"));
  }

  @Test
  void shouldAcceptToolCallsWithoutIndexIdOrTextArguments() throws Exception {
    server.nextEvents(
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"ls\","
            + "\"arguments\":{\"p\":1}}},{\"id\":\"b\",\"function\":{\"name\":\"cat\"}}]},"
            + "\"finish_reason\":\"stop\"}]}");
    server.nextEvents(
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":"
            + "{\"name\":\"ls\",\"arguments\":\"{}\"}},{\"index\":0,\"id\":\"b\",\"function\":"
            + "{\"name\":\"cat\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}]}");
    server.nextEvents(
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"ls\"}}]},"
            + "\"finish_reason\":\"stop\"}]}");

    assertThat(complete().message().toolCalls())
        .containsExactly(new ToolCall("a", "ls", "{\"p\":1}"), new ToolCall("b", "cat", "{}"));
    assertThat(complete().message().toolCalls())
        .containsExactly(new ToolCall("a", "ls", "{}"), new ToolCall("b", "cat", "{}"));
    assertThat(complete().message().toolCalls().getFirst().id()).startsWith("call_");
  }

  @Test
  void shouldReadWholeResponseWhenServerDoesNotStream() throws Exception {
    server.next(
        200,
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"details\":null}}",
        "Content-Type",
        "application/json; charset=utf-8");

    assertThat(complete())
        .isEqualTo(new ChatCompletion(new Message.AssistantMessage("hi", List.of()), 1, 2));
  }

  @Test
  void shouldOmitStreamOptionsWhenServerRejectsThem() throws Exception {
    server.next(400, "{\"error\":{\"message\":\"unknown field stream_options\"}}");
    server.nextEvents(text("a"), stop(), DONE).nextEvents(text("b"), stop(), DONE);
    var model = model(null);

    assertThat(model.complete(HELLO, List.of()).message().text()).isEqualTo("a");
    assertThat(model.complete(HELLO, List.of()).message().text()).isEqualTo("b");

    assertThat(server.bodies())
        .extracting(body -> body.has("stream_options"))
        .containsExactly(true, false, false);
    assertThat(server.bearers()).containsOnly("null");
  }

  @Test
  void shouldWaitForRetryAfter() throws Exception {
    server.next(429, "", "Retry-After", "7").next(503, "busy").next(500, "", "Retry-After", "0.5");
    server.nextEvents(text("hi"), stop(), DONE);

    assertThat(complete().message().text()).isEqualTo("hi");
    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2), Duration.ofMillis(500));
  }

  @Test
  void shouldFailWhenRetryAfterIsTooLong() {
    server.next(429, "{\"error\":{\"message\":\"quota used up\"}}", "Retry-After", "3600");

    assertThatThrownBy(this::complete)
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith(" answered 429: quota used up (Retry-After: 3600 s)");
  }

  @Test
  void shouldFailAfterLastAttempt() {
    for (var i = 0; i < 6; i++) {
      server.next(503, "still busy");
    }

    assertThatThrownBy(this::complete)
        .isInstanceOf(ModelException.class)
        .hasMessageEndingWith(" answered 503: still busy (tried 6 times)");
    assertThat(pauses).hasSize(5);
  }

  @Test
  void shouldRetryWhenResponseIsIncomplete() throws Exception {
    server.nextEvents(text("Hel"));
    server.next(exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write(("data: " + text("He") + "\n\n").getBytes(UTF_8));
      exchange.getResponseBody().flush();
      throw new IOException("gone");
    });
    server.nextEvents("{\"error\":{\"message\":\"overloaded\"}}");
    server.nextEvents("{\"choices\":[{\"del");
    server.nextEvents(text("Hello"), stop());

    assertThat(complete().message().text()).isEqualTo("Hello");
    assertThat(pauses).hasSize(4);
  }

  @Test
  void shouldFailWhenServerIsUnreachable() {
    server.close();

    assertThatThrownBy(this::complete)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be reached: java.net.ConnectException");
  }

  @Test
  void shouldReportRejectedKeyWithoutPrintingIt() {
    server.next(401, "{\"error\":{\"message\":\"Incorrect API key provided: the-key.\"}}");
    server.next(401, "{\"error\":\"no key\"}");

    assertThatThrownBy(() -> model("the-key").complete(HELLO, List.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("answered 401: Incorrect API key provided: ***.")
        .hasMessageContaining("OPENAI_API_KEY is set, but the model rejects it")
        .hasMessageNotContaining("the-key");
    assertThatThrownBy(() -> model(" ").complete(HELLO, List.of()))
        .hasMessageContaining("OPENAI_API_KEY is not set");
    assertThat(pauses).isEmpty();
  }

  @Test
  void shouldNotFollowRedirects() {
    server.next(302, "", "Location", "https://elsewhere.example/");

    assertThatThrownBy(() -> model("the-key").complete(HELLO, List.of()))
        .hasMessageContaining("answered 302: redirect to https://elsewhere.example/");
    assertThat(server.bodies()).hasSize(1);
  }

  @Test
  void shouldMarkAnswerWhenTokenLimitIsReached() throws Exception {
    server.nextEvents(
        text("Once"), "{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}", DONE);
    server.nextEvents("{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}", DONE);

    assertThat(complete().message().text()).startsWith("Once\n\n[The answer ends here because");
    assertThatThrownBy(this::complete).hasMessageContaining("token limit before it answered");
  }

  @Test
  void shouldFailWhenFormatIsUnknown() {
    server.nextEvents("{\"choices\":[{\"delta\":{\"tool_calls\":\"x\"}}]}");

    assertThatThrownBy(this::complete).hasMessageContaining("\"tool_calls\" must be an array");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not a url", "file:///etc/passwd", "localhost:8080/v1", "http://"})
  void shouldRejectBaseUrlWhenItIsNotHttp(String url) {
    assertThatThrownBy(() -> OpenAiModelClient.of(url, "m", null))
        .isInstanceOf(ModelException.class)
        .hasMessage("the model's baseURL must be an http or https URL, not " + url);
  }

  private ChatCompletion complete() throws ModelException, InterruptedException {
    return model("the-key").complete(HELLO, List.of());
  }

  private OpenAiModelClient model(@Nullable String key) throws ModelException {
    return new OpenAiModelClient(server.url() + "/", "gpt-x", key, pauses::add);
  }

  private static String text(String text) {
    var piece = JsonTrees.object();
    piece.putArray("choices").addObject().putObject("delta").put("content", text);
    return JsonTrees.write(piece);
  }

  private static String stop() {
    return "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
  }

  private static String piece(int index, String arguments) {
    return "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":"
        + index
        + ",\"function\":{\"arguments\":\""
        + arguments
        + "\"}}]}}]}";
  }
}
