package ai.sympozium.images;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Starts each role of a run's pod and lets it do its work once. The JVM records the classes that it
 * loads. The arguments are the command of a role, with {@code %s} for its name. Prints start times.
 */
final class PodRolesTrainingRun {
  private static final Path IPC = Path.of("/ipc");
  private static final Path TOOLS = IPC.resolve("tools");
  private static final Path RUN = Path.of("/run/sympozium");
  private static final Path IDENTITY = RUN.resolve("identity");
  private static final String SKILL = "k8s-ops";

  private final List<String> command;
  private final String gateway;
  private final CountDownLatch reported = new CountDownLatch(1);
  private final AtomicInteger turn = new AtomicInteger();

  private PodRolesTrainingRun(String... command) throws Exception {
    this.command = List.of(command);
    var server = LocalServer.https(IDENTITY.resolve("gateway-ca.crt"), this::handleGateway);
    gateway = "https://localhost:" + server.getAddress().getPort();
    Files.writeString(IDENTITY.resolve("token"), "training-run");
    for (var directory :
        List.of("/workspace", "/skills", "/var/run/secrets/kubernetes.io/serviceaccount")) {
      Files.createDirectories(Path.of(directory));
    }
  }

  public static void main(String... command) throws Exception {
    var run = new PodRolesTrainingRun(command);
    run.trainExecutor();
    run.trainBridge();
    run.trainAgent();
    System.exit(0);
  }

  private void trainExecutor() throws Exception {
    clear(TOOLS);
    var start = System.nanoTime();
    var executor = start("executor", Map.of("SYMPOZIUM_REQUIRED_BINS", "sh,absent"));
    await(executor, "ready", start, () -> Files.exists(IPC.resolve("ready")));
    execute(executor, "a", "{\"command\": \"echo out; echo err >&2\", \"timeout\": 5}");
    execute(executor, "b", "{\"argv\": [\"seq\", \"100000\"], \"workDir\": \"/workspace\"}");
    execute(executor, "c", "{\"command\": \"cat; sleep 30\", \"stdin\": \"text\", \"timeout\": 1}");
    execute(executor, "d", "{\"argv\": [\"absent\"]}");
    Files.writeString(IPC.resolve("done"), "done\n");
    stop(executor);
  }

  private void execute(Process executor, String id, String request) throws Exception {
    var start = System.nanoTime();
    write(TOOLS.resolve("exec-request-" + id + ".json"), request);
    var result = TOOLS.resolve("exec-result-" + id + ".json");
    await(executor, "request " + id, start, () -> Files.exists(result));
  }

  private void trainBridge() throws Exception {
    var output = IPC.resolve("output");
    clear(IPC);
    var start = System.nanoTime();
    var bridge = start("bridge", Map.of());
    await(bridge, "directories", start, () -> Files.exists(output));
    write(
        output.resolve("transcript.jsonl"), "{\"role\":\"user\",\"content\":\"List the pods.\"}\n");
    var entry = IPC.resolve("log/000000000001.json");
    write(
        entry,
        """
        {"seq":1,"time":"2026-01-01T00:00:00Z","kind":"started"}
        """);
    await(bridge, "log", start, () -> !Files.exists(entry));
    write(
        output.resolve("result.json"),
        """
        {"status":"success","response":"All is well.","metrics":{"durationMs":1,"inputTokens":1,"outputTokens":1,"toolCalls":0,"subagentSpawns":0}}
        """);
    await(bridge, "report", start, () -> reported.getCount() == 0);
    stop(bridge);
  }

  private void trainAgent() throws Exception {
    clear(IPC.resolve("_bridge"));
    var tools = Files.createDirectories(IPC.resolve(SKILL).resolve("tools"));
    write(
        IPC.resolve(SKILL).resolve("ready"),
        """
        {"executor":"sympozium/training-run","skill":"k8s-ops","shell":"bash","missing":[]}
        """);
    Files.createDirectories(Path.of("/skills", SKILL));
    Files.writeString(Path.of("/skills", SKILL, "overview.md"), "A text.\n");
    Files.createDirectories(RUN.resolve("replay"));
    Files.writeString(
        RUN.resolve("replay/transcript.jsonl"),
        """
        {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"execute_command","arguments":"{\\"skill\\":\\"k8s-ops\\",\\"command\\":\\"echo\\"}"}}]}
        {"role":"assistant","content":"All is well."}
        """);
    Thread.ofVirtual().start(() -> answerCommands(tools));
    var model = LocalServer.http(this::handleModel);
    for (var provider : List.of("replay", "openai")) {
      var input = LocalServer.JSON.createObjectNode();
      input
          .put("run", "sre-bot-demo")
          .put("namespace", "demo")
          .put("instance", "sre-bot")
          .put("task", "List the pods.");
      input
          .putObject("model")
          .put("provider", provider)
          .put("model", "some")
          .put("baseURL", "http://127.0.0.1:" + model.getAddress().getPort() + "/v1");
      input.putObject("limits").put("seconds", 60).put("turns", 10);
      var skill = input.putArray("skills").addObject().put("name", SKILL).put("executor", true);
      skill.putArray("permissions").add("in namespace demo: get list pods");
      var text = skill.putArray("documents").addObject();
      text.put("name", "overview")
          .put("description", "a text")
          .put("path", "/skills/k8s-ops/overview.md");
      text.putObject("requires").putArray("bins").add("kubectl");
      Files.write(RUN.resolve("agent.json"), LocalServer.JSON.writeValueAsBytes(input));
      Files.deleteIfExists(IPC.resolve("_bridge/output/result.json"));
      var start = System.nanoTime();
      var agent = start("agent", Map.of("OPENAI_API_KEY", "training-run"));
      await(
          agent,
          "result by " + provider,
          start,
          () -> Files.exists(IPC.resolve("_bridge/output/result.json")));
      if (!agent.waitFor(20, TimeUnit.SECONDS)) {
        agent.destroyForcibly();
      }
      System.out.println(
          "training-run: " + Files.readString(IPC.resolve("_bridge/output/result.json")));
    }
  }

  private void answerCommands(Path tools) {
    while (true) {
      try (var files = Files.newDirectoryStream(tools, "exec-request-*.json")) {
        for (var file : files) {
          var id = file.getFileName().toString().replaceAll("exec-request-|\\.json", "");
          var result = tools.resolve("exec-result-" + id + ".json");
          if (!Files.exists(result)) {
            write(
                result,
                "{\"id\":\"%s\",\"exitCode\":0,\"stdout\":\"some\",\"stderr\":\"\",\"timedOut\":false,\"durationMs\":1,\"stdoutBytes\":4,\"stderrBytes\":0,\"truncated\":false}"
                    .formatted(id));
          }
        }
        Thread.sleep(10);
      } catch (IOException | InterruptedException e) {
        return;
      }
    }
  }

  private void handleModel(HttpExchange exchange) throws IOException {
    LocalServer.readBody(exchange);
    var tool =
        "{\"tool_calls\":[{\"index\":0,\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"%s\"}}]}";
    var answers =
        List.of(
            tool.formatted(
                "execute_command", "{\\\"skill\\\":\\\"k8s-ops\\\",\\\"command\\\":\\\"echo\\\"}"),
            tool.formatted("read_file", "{\\\"path\\\":\\\"/skills/k8s-ops/overview.md\\\"}"),
            tool.formatted(
                "write_file", "{\\\"path\\\":\\\"/workspace/a\\\",\\\"content\\\":\\\"b\\\"}"),
            tool.formatted("list_directory", "{\\\"path\\\":\\\"/workspace\\\"}"),
            "{\"role\":\"assistant\",\"content\":\"All is well.\"}");
    var delta = answers.get(Math.min(turn.getAndIncrement(), answers.size() - 1));
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    var reason = delta.contains("tool_calls") ? "tool_calls" : "stop";
    exchange
        .getResponseBody()
        .write(
            """
            data: {"choices":[{"index":0,"delta":%s}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"%s"}]}

            data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}

            data: [DONE]

            """
                .formatted(delta, reason)
                .getBytes(StandardCharsets.UTF_8));
  }

  private void handleGateway(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
      case "POST /v1/token" -> {
        LocalServer.readBody(exchange);
        LocalServer.respond(
            exchange,
            200,
            LocalServer.JSON
                .createObjectNode()
                .put("token", "training-run")
                .put("expiresAt", FakeApiServer.now(3600))
                .put("caCertificate", Files.readString(IDENTITY.resolve("gateway-ca.crt")))
                .put("namespace", "demo"));
      }
      case "POST /v1/log" -> {
        LocalServer.readBody(exchange);
        LocalServer.respond(exchange, 204, null);
      }
      case "POST /v1/result" -> {
        LocalServer.readBody(exchange);
        LocalServer.respond(exchange, 204, null);
        reported.countDown();
      }
      default -> LocalServer.respond(exchange, 200, null);
    }
  }

  private Process start(String role, Map<String, String> environment) throws IOException {
    var arguments = new ArrayList<String>();
    command.forEach(argument -> arguments.add(argument.replace("%s", role)));
    var builder = new ProcessBuilder(arguments).inheritIO();
    builder.environment().putAll(environment);
    builder.environment().put("SYMPOZIUM_RUN", "demo/sre-bot-demo");
    builder.environment().put("SYMPOZIUM_GATEWAY", gateway);
    builder.environment().put("SYMPOZIUM_SKILL", SKILL);
    var process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private static void await(Process process, String event, long start, BooleanSupplier condition)
      throws InterruptedException {
    for (int i = 0; i < 4000 && !condition.getAsBoolean(); i++) {
      if (!process.isAlive() && !condition.getAsBoolean()) {
        throw new IllegalStateException(event + ": the role exited early");
      }
      Thread.sleep(5);
    }
    if (!condition.getAsBoolean()) {
      throw new IllegalStateException(event + ": no result within 20 s");
    }
    System.out.printf("training-run: %s after %.3f s%n", event, (System.nanoTime() - start) / 1e9);
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /** Empties the IPC volume and creates one directory in it. */
  private static void clear(Path directory) throws IOException {
    if (Files.exists(IPC)) {
      try (var all = Files.walk(IPC)) {
        for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(directory);
  }

  private static void write(Path file, String content) throws IOException {
    var fresh = file.resolveSibling("." + file.getFileName());
    Files.writeString(fresh, content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
