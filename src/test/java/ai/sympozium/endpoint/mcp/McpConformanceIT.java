package ai.sympozium.endpoint.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.endpoint.TestEndpoint;
import ai.sympozium.endpoint.auth.KeyRateLimits;
import ai.sympozium.endpoint.http.HttpLimits;
import ai.sympozium.endpoint.http.HttpListener;
import ai.sympozium.endpoint.http.OpenGate;
import ai.sympozium.endpoint.run.RunIds;
import ai.sympozium.endpoint.run.ScriptedRuns;
import io.github.bucket4j.TimeMeter;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the published conformance suite without a list of expected failures: each scenario that a
 * version of the protocol requires, except those of features that the server does not announce.
 */
@Tag("model-peers")
class McpConformanceIT {
  /** Scenarios by the capability of a server that they need. */
  private static final Map<String, Set<String>> CAPABILITIES =
      Map.of(
          "prompts",
          Set.of(
              "prompts-list",
              "prompts-get-simple",
              "prompts-get-with-args",
              "prompts-get-embedded-resource",
              "prompts-get-with-image",
              // Requires prompts/list; McpResourcesTest checks the other results.
              "caching"),
          "completions",
          Set.of("completion-complete"),
          "logging",
          Set.of("logging-set-level", "tools-call-with-logging"),
          "resources/subscribe",
          Set.of("resources-subscribe", "resources-unsubscribe"));

  /** Scenarios in which a tool asks the client, which no capability of a server announces. */
  private static final Set<String> QUESTIONS =
      Set.of("tools-call-sampling", "tools-call-elicitation");

  private static final List<String> QUESTION_PREFIXES =
      List.of("elicitation-", "input-required-result-");

  /** Scenarios that call no tool and read no resource of the suite. */
  private static final Map<String, Set<String>> WITHOUT_FIXTURES =
      Map.of(
          "2025-11-25",
          Set.of(
              "server-initialize",
              "server-session-lifecycle",
              "ping",
              "tools-list",
              "server-sse-multiple-streams",
              "resources-list",
              "dns-rebinding-protection"),
          "2026-07-28",
          Set.of(
              "tools-list",
              "server-sse-multiple-streams",
              "resources-list",
              "sep-2164-resource-not-found",
              "dns-rebinding-protection",
              "http-header-validation",
              "input-required-result-unsupported-methods"));

  @TempDir private Path results;

  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2026-07-28"})
  void shouldPassScenariosThatNeedNoFixturesWithKey(String version) throws Exception {
    try (var endpoint = new TestEndpoint()) {
      endpoint.runs().answer("All is well.");
      endpoint.post("/v1/responses", "{\"model\":\"sre-bot\",\"input\":\"Hello\"}");

      var failures =
          failures(
              endpoint.url() + "/mcp", WITHOUT_FIXTURES.getOrDefault(version, Set.of()), version);

      assertThat(failures).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2026-07-28"})
  void shouldPassScenariosOfAnnouncedCapabilities(String version) throws Exception {
    var vertx = Vertx.vertx();
    var listener =
        HttpListener.start(vertx, 0, HttpLimits.DEFAULT, new OpenGate(head -> "api-key"), api());
    try {
      var scenarios =
          ConformanceSuite.required(version).stream()
              .filter(scenario -> !needsOtherFeature(scenario))
              .toList();

      var failures = failures("http://127.0.0.1:" + listener.port() + "/mcp", scenarios, version);

      assertThat(scenarios).hasSizeGreaterThan(10).contains("tools-call-with-progress");
      assertThat(failures).isEmpty();
    } finally {
      listener.close();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void shouldNotAnnounceCapabilitiesWhoseScenariosAreOmitted() throws Exception {
    try (var endpoint = new TestEndpoint()) {
      var initialized =
          endpoint.post(
              "/mcp",
              """
              {"jsonrpc":"2.0","id":1,"method":"initialize","params":{
               "protocolVersion":"2025-11-25","capabilities":{},
               "clientInfo":{"name":"test","version":"1"}}}
              """);

      var announced = JsonTrees.read(initialized.body()).at("/result/capabilities");
      assertThat(CAPABILITIES.keySet())
          .allMatch(capability -> announced.at("/" + capability).isMissingNode());
    }
  }

  private List<String> failures(String url, Iterable<String> scenarios, String version)
      throws Exception {
    var suite = new ConformanceSuite(url, results);
    var failures = new ArrayList<String>();
    for (var scenario : scenarios) {
      failures.addAll(suite.failures(scenario, version));
    }
    return failures;
  }

  private static boolean needsOtherFeature(String scenario) {
    return QUESTIONS.contains(scenario)
        || QUESTION_PREFIXES.stream().anyMatch(scenario::startsWith)
        || CAPABILITIES.values().stream().anyMatch(names -> names.contains(scenario));
  }

  /** The API with the tools and resources of the suite. */
  private static McpApi api() {
    var ids = new RunIds("uid-1");
    return new McpApi(
        "bot.example.com",
        new McpAnswers("sre-bot", "test"),
        answers -> McpTools.of(ConformanceFixtures.tools(answers)),
        ConformanceFixtures.resources(new TranscriptResources(new ScriptedRuns(), ids)),
        ids,
        new KeyRateLimits(0, 1, TimeMeter.SYSTEM_NANOTIME));
  }
}
