package ai.sympozium.uninstall;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.util.Objects;

/** The replicas of the operator. */
class OperatorDeployment {
  private static final String NAME = "sympozium-operator";

  private final KubernetesClient client;
  private final RollableScalableResource<Deployment> deployment;

  OperatorDeployment(KubernetesClient client, String namespace) {
    this.client = client;
    this.deployment = client.apps().deployments().inNamespace(namespace).withName(NAME);
  }

  /** Returns the wanted number of replicas; 0 without a Deployment. */
  int replicas() {
    Deployment found = deployment.get();
    return found == null ? 0 : Objects.requireNonNullElse(found.getSpec().getReplicas(), 1);
  }

  /** Checks whether no replica exists any more. The status does not count those that stop. */
  boolean isStopped() {
    Deployment found = deployment.get();
    if (found == null) {
      return true;
    }
    Long generation = found.getMetadata().getGeneration();
    return Objects.equals(found.getSpec().getReplicas(), 0)
        && Objects.equals(generation, found.getStatus().getObservedGeneration())
        && client
            .pods()
            .inNamespace(found.getMetadata().getNamespace())
            .withLabelSelector(found.getSpec().getSelector())
            .list()
            .getItems()
            .isEmpty();
  }

  void scale(int replicas) {
    deployment.scale(replicas);
  }
}
