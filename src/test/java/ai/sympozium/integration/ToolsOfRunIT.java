package ai.sympozium.integration;

import static ai.sympozium.integration.AgentRunAssert.assertThatStatus;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.sympozium.api.AgentRunStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls each built-in tool in one run. The chart allows the address of the test's server. */
class ToolsOfRunIT {
  private static final List<String> DELIVERIES = new CopyOnWriteArrayList<>();

  private static String namespace = "";
  private static HttpServer server;
  private static List<JsonNode> results = List.of();

  @BeforeAll
  static void completeRun() throws IOException {
    server =
        HttpServer.create(new InetSocketAddress(TestCluster.environment().hostAddress(), 0), 0);
    server.createContext("/", ToolsOfRunIT::answer);
    server.start();
    namespace = TestCluster.namespace("tools");
    String url =
        "http://%s:%d"
            .formatted(server.getAddress().getHostString(), server.getAddress().getPort());
    TestCluster.apply(namespace, Packs.stock("tool", "x"));
    TestCluster.transcript(
        namespace,
        "all",
        fetch("http://169.254.169.254/latest/meta-data/"),
        fetch("https://kubernetes.default.svc/api"),
        fetch(url + "/away"),
        fetch(url + "/page"),
        Transcript.call(
            "write_file",
            Transcript.arguments().put("path", "notes.txt").put("content", "disk\nmemory\n")),
        edit("disk", "volume"),
        edit("absent", "any"),
        Transcript.command(
            "cd /workspace && cat notes.txt && (cat notes.txt; echo cpu) > copy.txt"),
        Transcript.call("read_file", Transcript.arguments().put("path", "copy.txt")),
        Transcript.call("list_directory", Transcript.arguments().put("path", "/workspace")),
        Transcript.call(
            "schedule_task",
            Transcript.arguments()
                .put("name", "daily")
                .put("action", "create")
                .put("schedule", "30 9 * * *")
                .put("task", "Check the disks.")),
        Transcript.call(
            "send_channel_message",
            Transcript.arguments()
                .put("channel", "webhook")
                .put("chatId", "ops")
                .put("text", "The disk is full.")),
        Transcript.answer("The disk is full."));
    TestCluster.apply(
        namespace,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: hook}
        stringData: {url: "%s/hook", signingKey: a-long-random-text}
        ---
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents: {default: {provider: replay, model: all}}
          channels: [{type: webhook, configRef: {secret: hook}}]
          skills: [{skillPackRef: tool}]
        """
            .formatted(url));
    awaitConnector();
    TestCluster.run(namespace, "all", "bot");
    AgentRunStatus status = TestCluster.awaitFinal(namespace, "all");
    assertThatStatus(status).hasSucceeded();
    results = RunWaits.toolResults(namespace, status);
  }

  /** The tool that sends a message waits only 15 s for its delivery. */
  private static void awaitConnector() {
    await("connector")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          var status =
              TestCluster.ADMIN
                  .resources(SympoziumInstance.class)
                  .inNamespace(namespace)
                  .withName("bot")
                  .require()
                  .getStatus();
          return status != null
              && status.conditions().stream()
                  .anyMatch(c -> "ConnectorRunning".equals(c.getReason()));
        });
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/hook")) {
      DELIVERIES.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    }
    if (path.equals("/away")) {
      exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
      exchange.sendResponseHeaders(302, -1);
    } else {
      byte[] page = "<h1>Runbook</h1><p>Restart <b>it</b>.</p>".getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
    exchange.close();
  }

  private static String fetch(String url) {
    return Transcript.call("fetch_url", Transcript.arguments().put("url", url));
  }

  private static String edit(String before, String after) {
    var arguments = Transcript.arguments().put("path", "/workspace/notes.txt");
    arguments.putArray("edits").addObject().put("old_string", before).put("new_string", after);
    return Transcript.call("edit_file", arguments);
  }

  @AfterAll
  static void remove() {
    server.stop(0);
    TestCluster.deleteNamespace(namespace);
  }

  @ParameterizedTest
  @CsvSource({"0, a link-local address", "1, a service of the cluster", "2, a redirect to one"})
  void shouldRefuseToFetchInnerAddress(int call, String address) {
    assertThat(error(call)).as(address).isEqualTo("AddressNotAllowed");
    assertThat(content(call)).contains("agent.fetchURL.allow");
  }

  @Test
  void shouldFetchAddressThatChartAllows() {
    assertThat(content(3)).contains("# Runbook", "Restart");
    assertThat(error(3)).isEmpty();
  }

  @Test
  void shouldShareFilesWithSkill() {
    assertThat(error(6)).isEqualTo("NoMatch");
    assertThat(content(7)).contains("volume\nmemory\n", "[exit code 0]");
    assertThat(content(8)).contains("volume\nmemory\ncpu");
    assertThat(content(9)).contains("copy.txt", "notes.txt");
  }

  @Test
  void shouldCreateScheduleOfItsInstance() {
    assertThat(content(10)).contains("bot-daily");
    assertThat(
            TestCluster.ADMIN
                .resources(SympoziumSchedule.class)
                .inNamespace(namespace)
                .withName("bot-daily")
                .require()
                .getSpec()
                .task())
        .isEqualTo("Check the disks.");
  }

  @Test
  void shouldDeliverMessageBeforeToolReturns() {
    assertThat(content(11)).startsWith("Sent: ");
    assertThat(DELIVERIES).singleElement().asString().contains("The disk is full.");
  }

  private static String content(int call) {
    return results.get(call).path("content").asText();
  }

  private static String error(int call) {
    return results.get(call).path("_meta").path("error").asText();
  }
}
