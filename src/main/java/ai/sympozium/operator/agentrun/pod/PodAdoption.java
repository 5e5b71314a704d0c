package ai.sympozium.operator.agentrun.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;

/** Decides whether an existing pod is the one that the operator would create for a run. */
public final class PodAdoption {
  private PodAdoption() {}

  /**
   * Compares an existing pod with the expected one. Any author of pods can set a run's name and
   * owner reference, so spec and labels must match. Changes during a pod's life are ignored: its
   * node, the tolerations of that node's taints, and ephemeral containers.
   *
   * @param expected the pod as the API server would store it now, with defaults and the changes of
   *     admission webhooks
   */
  public static boolean matches(Pod expected, Pod found) {
    PodSpec spec =
        new PodSpecBuilder(found.getSpec())
            .withNodeName(expected.getSpec().getNodeName())
            .withTolerations(expected.getSpec().getTolerations())
            .withEphemeralContainers(expected.getSpec().getEphemeralContainers())
            .build();
    return spec.equals(expected.getSpec())
        && found
            .getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(expected.getMetadata().getLabels().entrySet());
  }
}
