package ai.sympozium.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks which changes of a new run pod by other admission controllers are accepted, and that a
 * rejection names what was added. The operator's client sends the pod as such a controller would
 * leave it.
 */
@ControlPlaneTest
class ChangedRunPodIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/run-pod/two-skills");
  private static final String EXCLUDE =
      "exclude pods with the label app.kubernetes.io/managed-by=sympozium";

  private static String namespace = "";
  private static KubernetesClient operator = TestCluster.ADMIN;

  @BeforeAll
  static void credentials() {
    namespace = PolicyAssertions.namespace("changed-pod");
    operator = PolicyAssertions.operator();
  }

  @AfterAll
  static void remove() {
    operator.close();
    TestCluster.deleteNamespace(namespace);
  }

  @Test
  void shouldNameContainerWhenInjectorAddsIt() {
    assertRejected(
        pod -> pod.editSpec().addToContainers(proxy(pod, "mesh-proxy")).endSpec(),
        "Containers mesh-proxy: added to the pod of a run");
  }

  @Test
  void shouldNameContainersWhenInjectorAddsThemFirst() {
    assertRejected(
        pod ->
            pod.editSpec()
                .addToInitContainers(0, proxy(pod, "mesh-init"))
                .addToContainers(0, proxy(pod, "skill-mesh"))
                .endSpec(),
        "Containers skill-mesh, mesh-init: added to the pod of a run");
  }

  @Test
  void shouldNameContainerWhenInjectorAlsoDropsAnnotations() {
    assertRejected(
        pod ->
            pod.editMetadata()
                .withAnnotations(null)
                .endMetadata()
                .editSpec()
                .addToContainers(proxy(pod, "mesh-proxy"))
                .endSpec(),
        "mesh-proxy");
  }

  @Test
  void shouldNameContainerWhenItIsNoLongerRestricted() {
    assertRejected(
        pod ->
            pod.editSpec()
                .editMatchingContainer(c -> c.getName().equals("agent"))
                .editSecurityContext()
                .withReadOnlyRootFilesystem(false)
                .endSecurityContext()
                .endContainer()
                .endSpec(),
        "Containers agent: every container of a run pod must satisfy");
  }

  @Test
  void shouldNameContainerWhenItGetsProbe() {
    assertRejected(
        pod ->
            pod.editSpec()
                .editMatchingContainer(c -> c.getName().equals("agent"))
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withNewPort(1)
                .endTcpSocket()
                .endReadinessProbe()
                .endContainer()
                .endSpec(),
        "Containers agent: containers of run pods must not set hooks, probes");
  }

  @Test
  void shouldNameVolumeWhenItReachesNodeOrAnotherAudience() {
    assertRejected(
        pod ->
            pod.editSpec()
                .addNewVolume()
                .withName("socket")
                .withNewHostPath()
                .withPath("/run")
                .endHostPath()
                .endVolume()
                .addNewVolume()
                .withName("mesh-token")
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken("mesh-ca", 3600L, "token")
                .endSource()
                .endProjected()
                .endVolume()
                .endSpec(),
        "Volumes socket, mesh-token: run pods must only mount");
  }

  @Test
  void shouldAcceptMetadataTolerationsResourcesAndIdsOfPolicyEngine() {
    Pod pod =
        changed(p ->
            p.editMetadata()
                .addToAnnotations("policies.kyverno.io/last-applied-patches", "added")
                .addToLabels("cost-center", "a")
                .endMetadata()
                .editSpec()
                .addNewToleration()
                .withKey("pool")
                .withOperator("Exists")
                .endToleration()
                .editSecurityContext()
                .withRunAsUser(1000650000L)
                .withRunAsGroup(1000650000L)
                .withFsGroup(1000650000L)
                .withNewSeLinuxOptions()
                .withLevel("s0:c25,c20")
                .endSeLinuxOptions()
                .endSecurityContext()
                .editMatchingContainer(c -> c.getName().equals("agent"))
                .editResources()
                .addToLimits("cpu", new Quantity("2"))
                .endResources()
                .editSecurityContext()
                .withRunAsUser(1000650000L)
                .endSecurityContext()
                .endContainer()
                .endSpec());

    Pod stored = operator.resource(pod).dryRun().create();

    assertThat(stored.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(1000650000L);
  }

  /** Returns a container that is restricted, so that only its presence is a problem. */
  private static Container proxy(PodBuilder pod, String name) {
    Container agent =
        pod.buildSpec().getContainers().stream()
            .filter(c -> c.getName().equals("agent"))
            .findFirst()
            .orElseThrow();
    return new ContainerBuilder(agent).withName(name).build();
  }

  private static void assertRejected(UnaryOperator<PodBuilder> change, String message) {
    Pod pod = changed(change);
    assertThatThrownBy(() -> operator.resource(pod).dryRun().create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e ->
                assertThat(e.getMessage())
                    .contains("ValidatingAdmissionPolicy 'sympozium-pods'", message)
                    .containsIgnoringCase(EXCLUDE));
  }

  private static Pod changed(UnaryOperator<PodBuilder> change) {
    try {
      Pod golden = Serialization.unmarshal(Files.readString(GOLDEN.resolve("pod.yaml")), Pod.class);
      PodBuilder pod = new PodBuilder(golden).editMetadata().withNamespace(namespace).endMetadata();
      return change.apply(pod).build();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
