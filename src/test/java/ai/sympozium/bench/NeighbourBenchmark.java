package ai.sympozium.bench;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/**
 * Measures the cost of finished runs for other users of the namespace: the duration of a denied
 * request, for which the API server evaluates all remaining bindings.
 */
public final class NeighbourBenchmark {
  private static final int AT_ONCE = 250;
  private static final int REQUESTS = 400;
  private static final int BLOCKS = 5;

  private final KubernetesClient client;
  private final SimulatedRuns runs;

  private NeighbourBenchmark(KubernetesClient client, SimulatedRuns runs) {
    this.client = client;
    this.runs = runs;
  }

  public static void main(String... args) {
    int code = 1;
    try {
      int count = Integer.parseInt(args[0]);
      try (KubernetesClient client = BenchNamespace.connect();
          SimulatedRuns runs = new SimulatedRuns(client, "crowded")) {
        new NeighbourBenchmark(client, runs).measure(count);
      }
      code = 0;
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(code); // The client's threads would keep the process.
  }

  private void measure(int count) throws Exception {
    String empty = runs.namespace() + "-not";
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(empty).endMetadata().build())
        .create();
    Gateway gateway = new Gateway(client, List.of());
    try (KubernetesClient here = neighbour(runs.namespace());
        KubernetesClient there = neighbour(empty)) {
      for (int done = 0; done < count; done += AT_ONCE) {
        endAll(gateway, done, Math.min(AT_ONCE, count - done));
        System.err.printf("%d of %d runs have ended%n", Math.min(done + AT_ONCE, count), count);
      }
      LatencySamples crowded =
          new LatencySamples("refused request after " + count + " finished runs");
      LatencySamples baseline = new LatencySamples("the same in an empty namespace");
      refused(here, runs.namespace());
      refused(there, empty);
      for (int block = 0; block < BLOCKS; block++) {
        for (int i = 0; i < REQUESTS / BLOCKS; i++) {
          crowded.add(refused(here, runs.namespace()));
          baseline.add(refused(there, empty));
        }
      }
      System.out.println(LatencySamples.PERCENTILES);
      System.out.println(crowded.percentiles(baseline));
      System.out.println();
    } finally {
      client.namespaces().withName(empty).delete();
    }
  }

  private void endAll(Gateway gateway, int first, int count) {
    SimulatedRuns.together(count, n -> runs.create("run-" + (first + n), "single"));
    Awaitility.await("runs at work")
        .atMost(SimulatedRuns.TIMEOUT)
        .until(() -> runs.atWork().size() >= count);
    List<AgentRun> atWork = runs.atWork();
    Map<String, String> failed = new ConcurrentHashMap<>();
    SimulatedRuns.together(
        count,
        n -> {
          try {
            gateway.bridge(atWork.get(n)).report();
          } catch (Exception e) {
            failed.put(atWork.get(n).getMetadata().getName(), e.toString());
          }
        });
    if (!failed.isEmpty()) {
      throw new IllegalStateException(failed.toString());
    }
    Awaitility.await("runs over")
        .atMost(SimulatedRuns.TIMEOUT)
        .until(() -> runs.atWork().isEmpty());
  }

  /** Creates a client of an account without permissions. */
  private KubernetesClient neighbour(String namespace) {
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("neighbour")
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName("neighbour")
            .tokenRequest()
            .getStatus()
            .getToken();
    Config admin = client.getConfiguration();
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getMasterUrl())
                .withCaCertData(admin.getCaCertData())
                .withOauthToken(token)
                .build())
        .build();
  }

  /** Returns the milliseconds until the API server denies a request. */
  private static double refused(KubernetesClient neighbour, String namespace) {
    long begin = System.nanoTime();
    try {
      neighbour.configMaps().inNamespace(namespace).withName("none").get();
      throw new IllegalStateException("not refused");
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
    return (System.nanoTime() - begin) / 1e6;
  }
}
