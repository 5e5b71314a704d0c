package ai.sympozium.bench;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.endpoint.http.HttpAnswer;
import ai.sympozium.endpoint.http.HttpExchange;
import ai.sympozium.endpoint.http.HttpLimits;
import ai.sympozium.endpoint.http.HttpListener;
import ai.sympozium.endpoint.http.TlsFiles;
import ai.sympozium.ipc.gateway.SelfSignedKeys;
import ai.sympozium.operator.http.PeerRateLimit;
import ai.sympozium.operator.http.PeerRateLimit.Rate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * API server and gateway for an endpoint, without pods: each run answers by the script in its task.
 * Polls have the limit of the real gateway for endpoints, and not its limit for all requests.
 */
final class StubCluster implements AutoCloseable {
  private static final int MAX_POLLS = 20;
  private static final long HISTORY_MILLIS = Duration.ofSeconds(30).toMillis();

  private final Vertx vertx = Vertx.vertx();
  private final HttpListener listener;
  private final PeerRateLimit limit =
      new PeerRateLimit(new Rate(10, 30), new Rate(300, 600), System::nanoTime);
  private final Map<String, StubRun> runs = new ConcurrentHashMap<>();
  private final AtomicInteger openPolls = new AtomicInteger();
  private final LongAdder polls = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder cancelled = new LongAdder();

  /** Starts the servers, and writes the files by which an endpoint reaches them. */
  StubCluster(Path files) throws IOException {
    var keys = SelfSignedKeys.create("dns:localhost,ip:127.0.0.1");
    String certificate = SelfSignedKeys.certificate(keys);
    Path tls = Files.createDirectories(files.resolve("gateway"));
    Files.writeString(tls.resolve("tls.crt"), certificate);
    Files.writeString(tls.resolve("tls.key"), SelfSignedKeys.privateKey(keys));
    listener =
        HttpListener.start(
            vertx,
            0,
            new TlsFiles(tls, Duration.ofHours(1)),
            HttpLimits.DEFAULT,
            new BaselineModel.Open(),
            this::serve);
    Path identity = Files.createDirectories(files.resolve("identity"));
    Files.writeString(identity.resolve("gateway-ca.crt"), certificate);
    Files.writeString(identity.resolve("token"), "t");
    Files.writeString(
        files.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u, namespace: demo}}]
        clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: u, user: {token: t}}]
        """
            .formatted(url(), tls.resolve("tls.crt").toAbsolutePath()));
  }

  String url() {
    return "https://localhost:" + listener.port();
  }

  /** Returns the polls since the last call, and how many of them were rejected. */
  String takePolls() {
    return "%d polls, %d rejected".formatted(polls.sumThenReset(), rejected.sumThenReset());
  }

  /** Returns the number of deleted runs since the last call. */
  long takeCancelled() {
    return cancelled.sumThenReset();
  }

  private void serve(HttpExchange exchange) throws InterruptedException {
    String path = exchange.head().path();
    if (path.equals(EndpointContract.LOG_PATH)) {
      exchange.answer(log(json(exchange)));
    } else if (exchange.head().method().equals("DELETE")) {
      runs.remove(path.substring(path.lastIndexOf('/') + 1));
      cancelled.increment();
      exchange.answer(HttpAnswer.json(200, JsonTrees.object()));
    } else {
      exchange.answer(create(json(exchange)));
    }
  }

  private HttpAnswer create(JsonNode run) {
    String name = run.at("/metadata/name").asText();
    var script = AnswerScript.of(run.at("/spec/task").asText());
    runs.put(name, new StubRun(name, script));
    long complete = TimeUnit.NANOSECONDS.toMillis(script.timeOf(script.parts()));
    vertx.setTimer(complete + HISTORY_MILLIS, late -> runs.remove(name));
    ObjectNode answer = JsonTrees.object();
    answer.putObject("metadata").put("uid", name);
    return HttpAnswer.json(201, answer);
  }

  private HttpAnswer log(JsonNode request) throws InterruptedException {
    polls.increment();
    if (request.path(EndpointContract.RUNS).size() > EndpointContract.MAX_RUNS) {
      return HttpAnswer.json(400, JsonTrees.object());
    }
    try {
      if (openPolls.incrementAndGet() > MAX_POLLS || !limit.tryAcquire("endpoint")) {
        rejected.increment();
        return HttpAnswer.json(429, JsonTrees.object()).with("Retry-After", "1");
      }
      return HttpAnswer.json(200, await(request));
    } finally {
      openPolls.decrementAndGet();
    }
  }

  private ObjectNode await(JsonNode request) throws InterruptedException {
    long end =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(request.path(EndpointContract.WAIT_MILLIS).asLong());
    ObjectNode answer = JsonTrees.object();
    var news = answer.putArray(EndpointContract.RUNS);
    while (true) {
      long now = System.nanoTime();
      long next = end;
      for (JsonNode known : request.path(EndpointContract.RUNS)) {
        StubRun run = runs.get(known.path(EndpointContract.NAME).asText());
        if (run == null) {
          news.add(StubRun.absent(known));
        } else if (run.hasNews(known, now)) {
          news.add(run.news(known, now));
        } else {
          next = Math.min(next, run.nextNews(now));
        }
      }
      if (!news.isEmpty() || now >= end) {
        return answer;
      }
      TimeUnit.NANOSECONDS.sleep(next - now);
    }
  }

  private static JsonNode json(HttpExchange exchange) {
    try {
      return JsonTrees.read(exchange.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    listener.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
