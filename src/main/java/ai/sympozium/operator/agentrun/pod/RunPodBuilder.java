package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.agentrun.plan.RunPlan;
import ai.sympozium.operator.runas.RunAsIds;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.time.Instant;
import java.util.TreeMap;

/**
 * Builds the pod of a run as a pure function of its plan. {@code docs/design/0001-pod-contract.md}
 * specifies what each container gets. User input reaches only the places that {@code
 * UserInputReachTest} lists.
 *
 * @param image image of the operator, which also contains the roles of the pod
 * @param resources resources that an administrator sets for containers
 * @param ids user and group of all containers
 */
public record RunPodBuilder(
    RunPlan plan, String image, String gatewayUrl, ContainerResources resources, RunAsIds ids) {
  /** Added to the agent's own time limit, so that the kubelet's deadline is only a fallback. */
  private static final long DEADLINE_MARGIN_SECONDS = 15;

  /** Lets the bridge deliver its report while the gateway is unavailable. */
  private static final long GRACE_SECONDS = 60;

  public String name() {
    return RunObjects.podName(plan.run().name(), plan.run().uid());
  }

  /**
   * Builds the pod.
   *
   * @param now the beginning of the timeout, which the agent reads
   */
  public Pod build(Instant now) {
    ContainerTemplate template = new ContainerTemplate(image, resources);
    PodSpec spec = spec(new RunPodContainers(plan, gatewayUrl, template));
    return new PodBuilder()
        .withNewMetadata()
        .withName(name())
        .withNamespace(plan.run().namespace())
        .withLabels(RunObjects.labels(plan))
        .addToLabels(PodMarks.labels())
        .withAnnotations(PodMarks.annotations(spec))
        .addToAnnotations(SympoziumLabels.ANNOTATION_CREATED_AT, now.toString())
        .withOwnerReferences(RunObjects.ownerReference(plan))
        .endMetadata()
        .withSpec(spec)
        .build();
  }

  private PodSpec spec(RunPodContainers containers) {
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withActiveDeadlineSeconds(plan.timeoutSeconds() + DEADLINE_MARGIN_SECONDS)
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withEnableServiceLinks(false)
        .withAutomountServiceAccountToken(false)
        .withNodeSelector(plan.nodeSelector().isEmpty() ? null : new TreeMap<>(plan.nodeSelector()))
        .withImagePullSecrets(plan.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withSecurityContext(ids.securityContext())
        .withInitContainers(containers.initContainers())
        .withContainers(containers.agent())
        .withVolumes(new RunPodVolumes(plan).volumes())
        .build();
  }
}
