package ai.sympozium.cli.skill;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Objects that the placeholders of commands name: a pod, a Deployment with two revisions, and one
 * object of each other usual kind.
 *
 * @param pod name of the pod
 * @param node name of its node
 * @param notes objects that could not be created, which the commands may not need
 */
record TestFixture(String pod, String node, List<String> notes) {
  private static final int READY_TIMEOUT_SECONDS = 90;

  static TestFixture create(Cluster cluster, TestObjects objects, String pack, String image) {
    List<String> notes = new ArrayList<>();
    FixtureManifests manifests = new FixtureManifests(pack, image);
    manifests.required().forEach(objects::create);
    for (JsonNode manifest : manifests.optional()) {
      try {
        objects.create(manifest);
      } catch (CommandException e) {
        if (e.exitCode() != ExitCode.UNAVAILABLE) {
          throw e;
        }
        notes.add(e.getMessage());
      }
    }
    Pod pod = start(cluster, image);
    return new TestFixture(
        pod.getMetadata().getName(),
        Objects.requireNonNullElse(pod.getSpec().getNodeName(), "node"),
        notes);
  }

  /** Starts the pods. The Deployment gets a second revision, so that a rollout has a history. */
  private static Pod start(Cluster cluster, String image) {
    RollableScalableResource<Deployment> deployment =
        cluster
            .client()
            .apps()
            .deployments()
            .inNamespace(cluster.namespace())
            .withName(Placeholders.OBJECT);
    try {
      await(deployment, TestFixture::hasRevision);
      deployment.patch(PatchContext.of(PatchType.JSON_MERGE), FixtureManifests.SECOND_REVISION);
      await(deployment, TestFixture::isAvailable);
      return await(
          cluster.client().pods().inNamespace(cluster.namespace()).withName(FixtureManifests.POD),
          pod -> Readiness.getInstance().isReady(pod));
    } catch (KubernetesClientTimeoutException e) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the pods of the test are not ready after "
              + READY_TIMEOUT_SECONDS
              + " s. They run the image of the pack, "
              + image
              + ": "
              + pods(cluster).map(TestFixture::reason).findFirst().orElse("no pod was created"));
    }
  }

  private static <T> T await(Resource<T> resource, Predicate<T> condition) {
    return resource.waitUntilCondition(
        found -> found != null && condition.test(found), READY_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static boolean hasRevision(Deployment deployment) {
    return deployment.getMetadata().getAnnotations() != null
        && deployment
            .getMetadata()
            .getAnnotations()
            .containsKey("deployment.kubernetes.io/revision");
  }

  private static boolean isAvailable(Deployment deployment) {
    return deployment.getStatus() != null
        && Objects.equals(deployment.getStatus().getAvailableReplicas(), 1)
        && Objects.equals(deployment.getStatus().getUpdatedReplicas(), 1);
  }

  private static Stream<Pod> pods(Cluster cluster) {
    return cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel(SympoziumLabels.LABEL_SKILL_TEST)
        .list()
        .getItems()
        .stream();
  }

  private static String reason(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(status -> status.getState().getWaiting())
        .filter(Objects::nonNull)
        .map(waiting -> waiting.getReason() + ", " + waiting.getMessage())
        .findFirst()
        .orElse("phase " + pod.getStatus().getPhase());
  }
}
