package ai.sympozium.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Measures an endpoint whose runs are real pods: from the time at which the model writes its first
 * text until a client reads it. The baseline is a client that calls the same model directly.
 */
public final class EndpointPodsBenchmark {
  /** Address of this machine for pods of the embedded cluster. */
  private static final String ADDRESS = "10.213.255.1";

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final AnswerScript SCRIPT =
      new AnswerScript(Duration.ofMillis(50), 10, Duration.ofMillis(100));

  private final KubernetesClient client;
  private final BenchNamespace bench;
  private final StubModel model;

  private EndpointPodsBenchmark(BenchNamespace bench, StubModel model) {
    this.client = bench.client();
    this.bench = bench;
    this.model = model;
  }

  public static void main(String... args) {
    int code = 1;
    try (var client = BenchNamespace.connect();
        var bench = BenchNamespace.create(client, "endpoint", Map.of());
        var model = StubModel.start(ADDRESS, SCRIPT)) {
      new EndpointPodsBenchmark(bench, model).measure(Integer.parseInt(args[0]));
      code = 0;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private void measure(int requests) throws Exception {
    var added = new LatencySamples("model writes its first text → client of the endpoint reads it");
    var whole = new LatencySamples("request to the endpoint → first text");
    var direct = new LatencySamples("the same without the endpoint");
    var directWhole = new LatencySamples("request to the model → first text");
    var endpoint = endpoint();
    var without = new StreamLoad(model.url(), "none");
    request(endpoint, new LatencySamples("warm-up"), new LatencySamples("warm-up"));
    for (int i = 0; i < requests; i++) {
      request(endpoint, added, whole);
      request(without, direct, directWhole);
    }
    System.out.println(LatencySamples.PERCENTILES);
    System.out.println(added.percentiles(direct));
    System.out.println(whole.percentiles(directWhole));
    System.out.println();
  }

  private void request(StreamLoad load, LatencySamples afterModel, LatencySamples afterRequest)
      throws Exception {
    long sent = System.nanoTime();
    var stream = load.start(SCRIPT, sent, false);
    double first = stream.first().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (!stream.end().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("a stream is not complete");
    }
    afterModel.add(first - (model.firstWrittenAt() - sent) / 1e6);
    afterRequest.add(first);
  }

  /** Creates an instance with an endpoint, and returns its clients when it serves. */
  private StreamLoad endpoint() {
    bench.apply(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SympoziumInstance
        metadata: {name: bot}
        spec:
          agents: {default: {provider: openai, model: stub, baseURL: "%s/v1"}}
          skills: [{skillPackRef: web-endpoint, params: {rate_limit_rpm: "0"}}]
        """
            .formatted(model.url()));
    var instance =
        client.resources(SympoziumInstance.class).inNamespace(bench.name()).withName("bot");
    Awaitility.await("endpoint").atMost(TIMEOUT).until(() -> isServing(instance.require()));
    String address =
        client
            .services()
            .inNamespace(bench.name())
            .withName("bot-web-endpoint")
            .require()
            .getSpec()
            .getClusterIP();
    String key =
        client
            .secrets()
            .inNamespace(bench.name())
            .withName("bot-web-endpoint-key")
            .require()
            .getData()
            .get("api-key");
    return new StreamLoad(
        "http://" + address + ":8080", new String(Base64.getDecoder().decode(key), UTF_8));
  }

  private static boolean isServing(SympoziumInstance instance) {
    var status = instance.getStatus();
    return status != null && status.endpoint() != null && status.endpoint().ready();
  }
}
