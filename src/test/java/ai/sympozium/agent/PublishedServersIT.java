package ai.sympozium.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the agent against model servers from packages that this project has not written. */
@Tag("model-peers")
class PublishedServersIT {
  private static final String CALL =
      "{'type':'reply','tool_calls':[{'name':'list_directory','arguments':{'path':'.'}}]}";
  private static final String SEEN = "{'type':'reply','text':'All seen.'}";

  private static PublishedServer llmock;
  private static PublishedServer fakellm;
  private static PublishedServer mockLlm;

  @TempDir Path root;
  private AgentRun run;

  @BeforeAll
  static void startServers() throws IOException {
    var resources = Path.of("src/test/resources/ai/sympozium/agent/model/published");
    llmock = PublishedServer.llmock();
    fakellm = PublishedServer.fakellm(resources.resolve("fakellm.yaml"));
    mockLlm = PublishedServer.mockLlm(resources.resolve("mock-llm.yaml"));
    for (var server : List.of(llmock, fakellm, mockLlm)) {
      server.awaitStart();
    }
  }

  @AfterAll
  static void stopServers() {
    for (var server : new PublishedServer[] {llmock, fakellm, mockLlm}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @BeforeEach
  void reset() throws IOException, InterruptedException {
    llmock.post("/_llmock/reset", "{}");
    fakellm.post("/_fakellm/reset", "{}");
    // Real pauses: llmock measures how long a client waits.
    run = new AgentRun(root, Instant::now, pause -> Thread.sleep(pause));
  }

  @ParameterizedTest
  @CsvSource({
    "openai,/v1",
    "openai,/mistral/v1",
    "openai,/groq/openai/v1",
    "openai,/together/v1",
    "openai,/perplexity/v1",
    "openai,/ai21/v1",
    "openai,/xai/v1",
    "anthropic,/anthropic",
  })
  void shouldCallToolOnEachDialectOfLlmock(String provider, String path) throws Exception {
    behave(CALL, SEEN);

    run(provider, llmock.url(path));

    assertSuccess("All seen.");
    assertThat(run.transcript()).contains("notes.txt");
    assertResilient(2);
  }

  @ParameterizedTest
  @CsvSource({"openai,/v1,429", "openai,/v1,503", "anthropic,/anthropic,529"})
  void shouldWaitAsLongAsLlmockAsks(String provider, String path, int status) throws Exception {
    // Longer than the first pause that the client would choose.
    behave("{'type':'fail','status':%d,'retry_after':1.5}".formatted(status), SEEN);

    run(provider, llmock.url(path));

    assertSuccess("All seen.");
    assertResilient(2);
  }

  @ParameterizedTest
  @CsvSource({
    "openai,/v1,truncate",
    "openai,/v1,disconnect",
    "openai,/v1,malformed",
    "anthropic,/anthropic,truncate",
    "anthropic,/anthropic,disconnect",
    "anthropic,/anthropic,malformed",
  })
  void shouldNotAcceptBrokenStreamOfLlmock(String provider, String path, String kind)
      throws Exception {
    behave("{'type':'stream_fault','kind':'%s','after_chunks':3}".formatted(kind), CALL, SEEN);

    run(provider, llmock.url(path));

    // The attempt that was repeated has consumed the call.
    assertSuccess("All seen.");
    assertThat(run.transcript()).doesNotContain("tool_call_id");
    // llmock cannot see whether a client has read a chunk that was not the last.
    if (!kind.equals("malformed")) {
      assertResilient(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"openai,/v1,401", "openai,/v1,403", "openai,/v1,422", "anthropic,/anthropic,401"})
  void shouldNotRepeatWhatLlmockRejectsForGood(String provider, String path, int status)
      throws Exception {
    behave("{'type':'fail','status':%d,'times':null}".formatted(status));

    run(provider, llmock.url(path));

    assertThat(run.result().path("status").asText()).isEqualTo("error");
    assertResilient(1);
  }

  @ParameterizedTest
  @CsvSource({
    "openai,/v1,malformed_arguments",
    "openai,/v1,unknown_tool",
    "anthropic,/anthropic,unknown_tool",
  })
  void shouldRecoverFromBrokenCallOfLlmock(String provider, String path, String kind)
      throws Exception {
    behave("{'type':'tool_fault','kind':'%s'}".formatted(kind), CALL, SEEN);

    run(provider, llmock.url(path));

    assertThat(run.result().path("status").asText()).as(run.console()).isEqualTo("success");
    assertResilient(2);
  }

  @ParameterizedTest
  @CsvSource({"openai,/v1", "anthropic,''"})
  void shouldCallToolOnFakellm(String provider, String path) throws Exception {
    run(provider, fakellm.url(path));

    assertSuccess("All seen.");
    assertThat(run.transcript()).contains("notes.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "without-stream"})
  void shouldCallToolOnMockLlm(String model) throws Exception {
    run("openai", mockLlm.url("/v1"), model);

    assertSuccess("All seen.");
    assertThat(run.transcript()).contains("notes.txt");
  }

  @Test
  void shouldReportErrorInStreamOfMockLlm() throws Exception {
    run("openai", mockLlm.url("/v1"), "rejected");

    assertThat(run.result().path("error").asText()).contains("Incorrect API key provided");
  }

  private void run(String provider, String url) throws IOException {
    run(provider, url, provider.equals("anthropic") ? "claude-sonnet-4-6" : "gpt-4o");
  }

  private void run(String provider, String url, String model) throws IOException {
    run.run(
        JsonTrees.object().put("provider", provider).put("model", model).put("baseURL", url), 60);
  }

  private static void behave(String... behaviors) throws IOException, InterruptedException {
    var list = String.join(",", behaviors).replace('\'', '"');
    llmock.post("/_llmock/scenario", "{\"behaviors\":[" + list + "]}");
  }

  private void assertSuccess(String response) throws IOException {
    assertThat(run.result().path("status").asText()).as(run.console()).isEqualTo("success");
    assertThat(run.result().path("response").asText()).isEqualTo(response);
  }

  /** Asserts that llmock, which has seen all requests and pauses, finds nothing to criticise. */
  private static void assertResilient(int attempts) throws IOException, InterruptedException {
    var verdict = llmock.get("/_llmock/verdict");
    assertThat(verdict.path("findings")).as(verdict.toString()).isEmpty();
    assertThat(verdict.path("attempts").asInt()).isEqualTo(attempts);
  }
}
