package ai.sympozium.cli.skill;

import ai.sympozium.api.PolicyRule;
import ai.sympozium.api.SidecarSpec;
import ai.sympozium.cli.cluster.Cluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Metrics of the fixture's pod. metrics-server has none until it has read the kubelet once after
 * the start of the pod, which takes up to a minute. Until then {@code kubectl top} fails.
 */
final class FixtureMetrics {
  private static final String GROUP = "metrics.k8s.io";
  private static final String PATH =
      "/apis/" + GROUP + "/v1beta1/namespaces/%s/pods/" + FixtureManifests.POD;
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private FixtureMetrics() {}

  /** Returns whether a pack declares permissions for metrics. */
  static boolean isUsedBy(SidecarSpec sidecar) {
    return Stream.concat(sidecar.rbac().stream(), sidecar.clusterRBAC().stream())
        .map(PolicyRule::apiGroups)
        .anyMatch(groups -> groups.contains(GROUP) || groups.contains("*"));
  }

  /**
   * Waits for the metrics.
   *
   * @return a note if there are none
   */
  static Optional<String> await(Cluster cluster) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    try {
      if (cluster.client().getApiGroup(GROUP) == null) {
        return Optional.of("the cluster has no metrics API, so kubectl top fails");
      }
      while (!exist(cluster)) {
        if (System.nanoTime() > end) {
          return Optional.of(
              "the metrics API has no metrics of the test's pod after "
                  + TIMEOUT.toSeconds()
                  + " s");
        }
        Thread.sleep(INTERVAL);
      }
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of("the metrics of the test's pod cannot be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while waiting for the metrics of the test's pod");
    }
  }

  private static boolean exist(Cluster cluster) {
    try {
      cluster.client().raw(PATH.formatted(cluster.namespace()), "GET", null);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND || e.getCode() == UNAVAILABLE) {
        return false;
      }
      throw e;
    }
  }
}
