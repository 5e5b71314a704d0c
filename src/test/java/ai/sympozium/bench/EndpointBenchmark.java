package ai.sympozium.bench;

import ai.sympozium.bench.StreamLoad.OpenStream;
import ai.sympozium.endpoint.EndpointProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the role {@code web-endpoint} as a process, against a stub of the cluster whose runs
 * answer by a script. The baseline is a process that answers by the same scripts directly. Prints
 * Markdown tables for {@code docs/performance.md}.
 */
public final class EndpointBenchmark implements AutoCloseable {
  private static final String KEY = "sk-benchmark-0123456789abcdef";
  private static final String SAMPLE =
      "| endpoint | RSS, MiB | heap after GC, MiB | threads | open files |\n|---|---|---|---|---|";

  private static final int OPEN_STREAMS = 1_000;
  private static final int OPENED_PER_SECOND = 100;

  /** Longer than it takes to open all streams. */
  private static final AnswerScript LONG =
      new AnswerScript(Duration.ofMillis(20), 20, Duration.ofSeconds(2));

  private static final int PER_SECOND = 200;
  private static final int ROUNDS = 3;
  private static final Duration ROUND = Duration.ofSeconds(10);
  private static final AnswerScript SHORT =
      new AnswerScript(Duration.ofMillis(20), 3, Duration.ofMillis(100));

  private static final int SOAK_PER_SECOND = 5;
  private static final int SOAK_SAMPLES = 20;
  private static final int DISCONNECTS = 10;
  private static final AnswerScript SOAK =
      new AnswerScript(Duration.ofMillis(50), 10, Duration.ofMillis(200));

  private final StubCluster cluster;
  private final ServerProcess endpoint;
  private final ServerProcess model;
  private final StreamLoad served;
  private final StreamLoad direct;

  private EndpointBenchmark(Path files) throws IOException {
    cluster = new StubCluster(files);
    Path keys = Files.createDirectories(files.resolve("keys"));
    Files.writeString(keys.resolve("api-key"), KEY);
    endpoint =
        ServerProcess.start(
            EndpointProgram.class,
            files,
            Map.of(
                "SYMPOZIUM_GATEWAY", cluster.url(),
                "SYMPOZIUM_ENDPOINT", settings(),
                "KUBECONFIG", files.resolve("kubeconfig").toString()),
            files.toString());
    model = ServerProcess.start(BaselineModel.class, files, Map.of());
    served = new StreamLoad(endpoint.awaitUrl(), KEY);
    direct = new StreamLoad(model.awaitUrl(), KEY);
  }

  private static String settings() {
    return """
    {"instance":"bot","instanceUID":"uid","namespace":"demo","model":"replay","rateLimitRPM":0,
     "rateLimitBurst":1,"maxActiveRuns":2000,"maxQueuedRequests":2000,"runSeconds":600,
     "webUI":false,"tls":false,"url":"http://bot.demo.svc:8080"}
    """;
  }

  public static void main(String... args) {
    int code = 1;
    try {
      Path files = Files.createTempDirectory("endpoint-benchmark");
      try (var benchmark = new EndpointBenchmark(files)) {
        if (args.length > 0) {
          benchmark.soak(Duration.ofMinutes(Long.parseLong(args[0])));
        } else {
          benchmark.measureFirstText();
          benchmark.measureOpenStreams();
        }
        code = 0;
      } finally {
        System.err.println("logs: " + files);
      }
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  /** Rounds of endpoint and baseline take turns. The first round of each is not counted. */
  private void measureFirstText() throws Exception {
    var endpointSamples = new LatencySamples("first text by the endpoint");
    var modelSamples = new LatencySamples("first text by the model itself");
    for (int round = 0; round <= ROUNDS; round++) {
      double before = endpoint.cpuMillis();
      cluster.takePolls();
      load(served, round == 0 ? null : endpointSamples);
      System.err.printf(
          Locale.ROOT,
          "round %d: CPU of the endpoint %.0f ms/s, %s%n",
          round,
          (endpoint.cpuMillis() - before) / ROUND.toSeconds(),
          cluster.takePolls());
      load(direct, round == 0 ? null : modelSamples);
    }
    System.out.println(LatencySamples.PERCENTILES);
    System.out.println(endpointSamples.percentiles(modelSamples));
    System.out.printf(
        Locale.ROOT,
        "%n%d requests each, added at p99: %.1f ms%n%n",
        endpointSamples.count(),
        endpointSamples.p99() - modelSamples.p99());
  }

  private static void load(StreamLoad load, @Nullable LatencySamples into) throws Exception {
    var streams = open(load, SHORT, PER_SECOND, (int) (PER_SECOND * ROUND.toSeconds()));
    requireComplete(streams);
    for (var stream : streams) {
      double first = stream.first().get();
      if (into != null) {
        into.add(first);
      }
    }
  }

  private void measureOpenStreams() throws Exception {
    System.out.println(SAMPLE);
    System.out.println(endpoint.sample().row("no stream"));
    var streams = open(served, LONG, OPENED_PER_SECOND, OPEN_STREAMS);
    for (var stream : streams) {
      stream.first().get(1, TimeUnit.MINUTES);
    }
    long open = streams.stream().filter(stream -> !stream.end().isDone()).count();
    System.out.println(endpoint.sample().row(open + " open streams"));
    requireComplete(streams);
    System.out.println(endpoint.sample().row("the streams are complete"));
    System.out.printf(
        Locale.ROOT,
        "%nlargest RSS %.0f MiB; %d of %d streams with the whole answer%n",
        endpoint.largestResidentMiB(),
        streams.size(),
        OPEN_STREAMS);
  }

  /** Sends requests at fixed times, whether or not earlier ones are complete. */
  private static List<OpenStream> open(
      StreamLoad load, AnswerScript script, int perSecond, int count) {
    var streams = new ArrayList<OpenStream>();
    long start = System.nanoTime();
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (int i = 0; i < count; i++) {
      long due = start + i * interval;
      sleepUntil(due);
      streams.add(load.start(script, due, false));
    }
    return streams;
  }

  private static void sleepUntil(long due) {
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private static void requireComplete(List<OpenStream> streams) throws Exception {
    int incomplete = 0;
    for (var stream : streams) {
      if (!stream.end().get(2, TimeUnit.MINUTES)) {
        incomplete++;
      }
    }
    if (incomplete > 0) {
      throw new IllegalStateException(incomplete + " streams are not complete");
    }
  }

  /** Every tenth client disconnects, which cancels its run. */
  private void soak(Duration time) throws Exception {
    var samples = new ArrayList<ServerProcess.Sample>();
    double minutes = (double) time.toMinutes() / SOAK_SAMPLES;
    long start = System.nanoTime();
    long requests = 0;
    List<OpenStream> earlier = List.of();
    System.out.println(SAMPLE);
    for (int i = 1; i <= SOAK_SAMPLES; i++) {
      var streams = new ArrayList<OpenStream>();
      long end = start + time.toNanos() * i / SOAK_SAMPLES;
      for (long due = System.nanoTime();
          due < end;
          due += TimeUnit.SECONDS.toNanos(1) / SOAK_PER_SECOND) {
        sleepUntil(due);
        streams.add(served.start(SOAK, due, ++requests % DISCONNECTS == 0));
      }
      samples.add(endpoint.sample());
      System.out.println(
          samples.getLast().row(String.format(Locale.ROOT, "%.2f min", i * minutes)));
      requireComplete(earlier);
      earlier = streams;
    }
    requireComplete(earlier);
    System.out.printf(
        "%n%d requests, %d cancelled; all others complete%n%n", requests, cluster.takeCancelled());
    System.out.println("| figure | second quarter | last quarter | change/min | ratio |");
    System.out.println("|---|---|---|---|---|");
    trend("RSS, MiB", samples, minutes, ServerProcess.Sample::residentMiB);
    trend("heap after GC, MiB", samples, minutes, ServerProcess.Sample::heapMiB);
    trend("threads", samples, minutes, ServerProcess.Sample::threads);
    trend("open files", samples, minutes, ServerProcess.Sample::files);
  }

  private static void trend(
      String name,
      List<ServerProcess.Sample> samples,
      double minutes,
      ToDoubleFunction<ServerProcess.Sample> figure) {
    var values = samples.stream().map(sample -> figure.applyAsDouble(sample)).toList();
    System.out.println(new LinearTrend(name, values, minutes).row());
  }

  @Override
  public void close() {
    endpoint.close();
    model.close();
    cluster.close();
  }
}
