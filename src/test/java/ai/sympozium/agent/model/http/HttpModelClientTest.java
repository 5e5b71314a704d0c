package ai.sympozium.agent.model.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.sympozium.agent.model.ChatCompletion;
import ai.sympozium.agent.model.ContextOverflowException;
import ai.sympozium.agent.model.FakeModelServer;
import ai.sympozium.agent.model.Message;
import ai.sympozium.agent.model.ModelException;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.agent.model.ToolDefinition;
import ai.sympozium.agent.model.openai.OpenAiProtocol;
import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpModelClientTest {
  private static final String DONE = "[DONE]";
  private static final List<Message> HELLO =
      List.of(new Message.SystemMessage("be good"), new Message.UserMessage("say hello"));

  private FakeModelServer server;
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

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

    model(server.url(), "the-key").complete(conversation, List.of(tool));

    assertThat(server.bearers()).containsExactly("Bearer the-key");
    assertThat(JsonTrees.write(server.bodies().getFirst()))
        .isEqualTo(
            """
            {"model":"gpt-x","stream":true,"stream_options":{"include_usage":true},"messages":[\
            {"role":"system","content":"be good"},{"role":"user","content":"say hello"},\
            {"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function",\
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
      for (var b : stream.getBytes(StandardCharsets.UTF_8)) {
        exchange.getResponseBody().write(b);
        exchange.getResponseBody().flush();
      }
    });

    assertThat(complete().message().text()).isEqualTo("größer 🐳");
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
  void shouldOmitRejectedParameterForRestOfRun() throws Exception {
    server.next(400, "{\"error\":{\"message\":\"unknown field stream_options\"}}");
    server.nextEvents(text("a"), stop(), DONE).nextEvents(text("b"), stop(), DONE);
    var model = model(server.url(), null);

    assertThat(model.complete(HELLO, List.of()).message().text()).isEqualTo("a");
    assertThat(model.complete(HELLO, List.of()).message().text()).isEqualTo("b");

    assertThat(server.bodies())
        .extracting(body -> body.has("stream_options"))
        .containsExactly(true, false, false);
    assertThat(server.bearers()).containsOnly("null");
  }

  @Test
  void shouldRetryWhenResponseIsIncomplete() throws Exception {
    server.nextEvents(text("Hel"));
    server.next(exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange
          .getResponseBody()
          .write(("data: " + text("He") + "\n\n").getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      throw new IOException("gone");
    });
    server.nextEvents("{\"error\":{\"message\":\"overloaded\"}}");
    server.nextEvents("{\"choices\":[{\"del");
    server.nextEvents(text("Hello"), stop());

    assertThat(complete().message().text()).isEqualTo("Hello");
    assertThat(pauses).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1/v1", "http://no-such-host.invalid/v1"})
  void shouldWaitUntilEndOfRunWhenServerIsUnreachable(String url) {
    assertThatThrownBy(() -> model(url, null).complete(HELLO, List.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be reached: java.net.")
        .hasMessageContaining("after the end of the run");
    assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isBetween(270L, 300L);
    assertThat(reasons).hasSameSizeAs(pauses).allMatch(reason -> reason.contains(url));
  }

  @Test
  void shouldFailAtOnceWhenServerSpeaksNoTls() throws IOException {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (var socket = plain.accept()) {
              socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      var url = "https://localhost:" + plain.getLocalPort() + "/v1";

      assertThatThrownBy(() -> model(url, null).complete(HELLO, List.of()))
          .hasMessageContaining("model.baseURL has the scheme of the server");
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void shouldReportMissingKey() {
    server.next(401, "{\"error\":\"no key\"}");

    assertThatThrownBy(() -> model(server.url(), " ").complete(HELLO, List.of()))
        .hasMessageContaining("no key is set");
  }

  @Test
  void shouldMaskKeyAsWholeWordOnly() {
    server.next(
        400, "{\"error\":{\"message\":\"bad key openai for https://x/openai/v1 (openai)\"}}");

    assertThatThrownBy(() -> model(server.url(), "openai").complete(HELLO, List.of()))
        .hasMessageContaining("bad key *** for https://x/openai/v1 (***)");
  }

  @Test
  void shouldFailWhenFormatIsUnknown() {
    server.nextEvents("{\"choices\":[{\"delta\":{\"tool_calls\":\"x\"}}]}");

    assertThatThrownBy(this::complete).hasMessageContaining("\"tool_calls\" must be an array");
  }

  @Test
  void shouldReportContextLimit() {
    server.next(
        400,
        "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens. However, your"
            + " messages resulted in 12345 tokens.\"}}");

    assertThatThrownBy(this::complete)
        .isInstanceOfSatisfying(
            ContextOverflowException.class, e -> assertThat(e.limit()).isEqualTo(8192));
  }

  @ParameterizedTest
  @ValueSource(strings = {"not a url", "file:///etc/passwd", "localhost:8080/v1", "http://"})
  void shouldRejectBaseUrlWhenItIsNotHttp(String url) {
    assertThatThrownBy(() -> model(url, null))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "model.baseURL: \""
                + url
                + "\" is not an http or https URL. Use a URL such as https://models.example/v1.");
  }

  private ChatCompletion complete() throws ModelException, InterruptedException {
    return model(server.url(), "the-key").complete(HELLO, List.of());
  }

  private HttpModelClient model(String url, @Nullable String key) throws ModelException {
    var now = new AtomicReference<>(Instant.EPOCH);
    return new HttpModelClient(
        new OpenAiProtocol("openai", "gpt-x", null, ModelProtocol.NO_LIMIT),
        ModelEndpoint.of(url, OpenAiProtocol.OPERATION, false),
        new HttpModelClient.Credentials(key, Map.of()),
        Instant.EPOCH.plusSeconds(300),
        now::get,
        pause -> {
          pauses.add(pause);
          now.updateAndGet(time -> time.plus(pause));
        },
        (reason, pause) -> reasons.add(reason));
  }

  private static String text(String text) {
    var piece = JsonTrees.object();
    piece.putArray("choices").addObject().putObject("delta").put("content", text);
    return JsonTrees.write(piece);
  }

  private static String stop() {
    return "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
  }
}
