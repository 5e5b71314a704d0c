package ai.sympozium.integration;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The operator as the chart's Deployment runs it. */
final class DeployedOperator implements InstalledOperator {
  @Override
  public void kill() {
    for (Pod pod : pods()) {
      TestCluster.ADMIN.resource(pod).withGracePeriod(0).delete();
    }
  }

  @Override
  public void stop() {
    scale(0);
    await("operator gone").atMost(TestCluster.TIMEOUT).until(() -> pods().isEmpty());
  }

  @Override
  public void start() {
    scale(1);
    awaitReady();
  }

  @Override
  public void awaitReady() {
    await("operator ready")
        .atMost(TestCluster.TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> pods().stream().anyMatch(Readiness::isPodReady));
  }

  @Override
  public String image() {
    return deployment()
        .require()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getImage();
  }

  @Override
  public String logSince(Instant moment) {
    return pods().stream()
        .map(pod ->
            TestCluster.ADMIN
                .pods()
                .resource(pod)
                .sinceTime(moment.truncatedTo(ChronoUnit.SECONDS).toString())
                .getLog())
        .collect(Collectors.joining());
  }

  private static void scale(int replicas) {
    deployment().scale(replicas);
  }

  private static RollableScalableResource<Deployment> deployment() {
    return TestCluster.ADMIN
        .apps()
        .deployments()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withName("sympozium-operator");
  }

  private static List<Pod> pods() {
    return TestCluster.ADMIN
        .pods()
        .inNamespace(TestCluster.OPERATOR_NAMESPACE)
        .withLabel("app.kubernetes.io/name", "sympozium")
        .list()
        .getItems();
  }
}
