package ai.sympozium.cli.skill;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.skill.MetricsDiscovery.State;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Metrics of the fixture's pod and node, as far as a pack declares permissions for them.
 * metrics-server has none of a pod until it has read the kubelet once after the start of the pod,
 * and none of a node that has not answered its last two requests. Until then, and while its
 * discovery document is stale, {@code kubectl top} fails.
 */
final class FixtureMetrics {
  private static final String PATH = "/apis/" + MetricsDiscovery.GROUP + "/v1beta1";
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final Cluster cluster;
  private final MetricsDiscovery discovery;
  private final List<String> paths;

  /**
   * Creates a check of the metrics that a pack can read.
   *
   * @param node name of the node on which the fixture's pod is
   */
  FixtureMetrics(Cluster cluster, SidecarSpec sidecar, String node) {
    this.cluster = cluster;
    this.discovery = new MetricsDiscovery(cluster.client());
    this.paths =
        Stream.of(
                new Metrics(
                    "pods", "/namespaces/" + cluster.namespace() + "/pods/" + FixtureManifests.POD),
                new Metrics("nodes", "/nodes/" + node))
            .filter(metrics -> declares(sidecar, metrics.resource()))
            .map(metrics -> PATH + metrics.path())
            .toList();
  }

  private record Metrics(String resource, String path) {}

  private static boolean declares(SidecarSpec sidecar, String resource) {
    return Stream.concat(sidecar.rbac().stream(), sidecar.clusterRBAC().stream())
        .anyMatch(rule ->
            names(rule.apiGroups(), MetricsDiscovery.GROUP) && names(rule.resources(), resource));
  }

  private static boolean names(List<String> declared, String name) {
    return declared.contains(name) || declared.contains("*");
  }

  /**
   * Waits for the metrics.
   *
   * @return a note if there are none
   */
  Optional<String> await() {
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    long end = System.nanoTime() + TIMEOUT.toNanos();
    try {
      if (discovery.read() == State.ABSENT) {
        return Optional.of("the cluster has no metrics API, so kubectl top fails");
      }
      for (String path : paths) {
        if (!await(end, () -> exist(path))) {
          return Optional.of("the metrics API has no answer for " + path + after());
        }
      }
      return await(end, () -> discovery.read() == State.CURRENT)
          ? Optional.empty()
          : Optional.of(
              "the API server cannot read the discovery document of the metrics API"
                  + after()
                  + ", so kubectl top fails");
    } catch (KubernetesClientException e) {
      return Optional.of("the metrics of the test's objects cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while waiting for the metrics of the test's objects");
    }
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  /** Returns false when the condition does not hold before the end. */
  private static boolean await(long end, Condition condition) throws InterruptedException {
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(INTERVAL);
    }
    return true;
  }

  private static String after() {
    return " after " + TIMEOUT.toSeconds() + " s";
  }

  private boolean exist(String path) {
    try {
      cluster.client().raw(path, "GET", null);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND || e.getCode() == UNAVAILABLE) {
        return false;
      }
      throw e;
    }
  }
}
