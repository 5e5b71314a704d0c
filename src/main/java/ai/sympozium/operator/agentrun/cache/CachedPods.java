package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.base.TruncatedText;
import ai.sympozium.operator.agentrun.plan.RunObjects;
import ai.sympozium.operator.kube.BoundedItemStore;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the pods in the cache of the run controller to what decides a run. A user who can create
 * pods can label them, so a pod that cannot be a run's is reduced to its identity.
 */
final class CachedPods {
  /** More than the containers of a run: two, and one for each of 16 skills. */
  private static final int MAX_CONTAINERS = 32;

  private static final int MAX_CONDITIONS = 16;

  /** The limit of the kubelet for the termination message of a container. */
  private static final int MAX_TEXT = 4096;

  private CachedPods() {}

  /**
   * Returns a store of reduced pods.
   *
   * @param onRemoval receives the last state of a pod that was deleted
   */
  static BoundedItemStore<Pod> store(Consumer<Pod> onRemoval) {
    return BoundedItemStore.trimming(CachedPods::reduce, onRemoval);
  }

  /** Returns the run that a pod claims as its owner, if the pod has the name of that run's pod. */
  static Optional<OwnerReference> claimedRun(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(o -> RunObjects.isPodName(pod.getMetadata().getName(), o.getName(), o.getUid()))
        .findFirst();
  }

  static Set<ResourceID> runOf(Pod pod) {
    return claimedRun(pod)
        .map(run -> Set.of(new ResourceID(run.getName(), pod.getMetadata().getNamespace())))
        .orElse(Set.of());
  }

  static void reduce(Pod pod) {
    Optional<OwnerReference> run = claimedRun(pod);
    pod.setSpec(run.isEmpty() ? null : node(pod));
    pod.getMetadata().setFinalizers(List.of());
    pod.getMetadata().setOwnerReferences(run.stream().toList());
    PodStatus status = pod.getStatus();
    pod.setStatus(run.isEmpty() || status == null ? null : reduced(status));
  }

  /** Errors name the node. */
  private static PodSpec node(Pod pod) {
    PodSpec kept = new PodSpec();
    kept.setNodeName(pod.getSpec() == null ? null : pod.getSpec().getNodeName());
    return kept;
  }

  private static PodStatus reduced(PodStatus status) {
    PodStatus kept = new PodStatus();
    kept.setPhase(status.getPhase());
    kept.setReason(truncated(status.getReason()));
    kept.setMessage(truncated(status.getMessage()));
    kept.setInitContainerStatuses(containers(status.getInitContainerStatuses()));
    kept.setContainerStatuses(containers(status.getContainerStatuses()));
    kept.setConditions(
        status.getConditions().stream().limit(MAX_CONDITIONS).peek(CachedPods::reduce).toList());
    return kept;
  }

  private static void reduce(PodCondition condition) {
    condition.setMessage(truncated(condition.getMessage()));
    condition.setReason(truncated(condition.getReason()));
  }

  private static List<ContainerStatus> containers(List<ContainerStatus> statuses) {
    return statuses.stream().limit(MAX_CONTAINERS).map(CachedPods::reduced).toList();
  }

  private static ContainerStatus reduced(ContainerStatus status) {
    ContainerStatus kept = new ContainerStatus();
    kept.setName(status.getName());
    kept.setImage(truncated(status.getImage()));
    kept.setState(reduced(status.getState()));
    kept.setResources(memoryLimit(status.getResources()));
    return kept;
  }

  /** The message about a container that ran out of memory has the limit. */
  private static @Nullable ResourceRequirements memoryLimit(
      @Nullable ResourceRequirements resources) {
    Quantity limit =
        resources == null || resources.getLimits() == null
            ? null
            : resources.getLimits().get("memory");
    return limit == null
        ? null
        : new ResourceRequirementsBuilder().withLimits(Map.of("memory", limit)).build();
  }

  private static @Nullable ContainerState reduced(@Nullable ContainerState state) {
    if (state != null && state.getWaiting() != null) {
      state.getWaiting().setReason(truncated(state.getWaiting().getReason()));
      state.getWaiting().setMessage(truncated(state.getWaiting().getMessage()));
    }
    if (state != null && state.getTerminated() != null) {
      state.getTerminated().setReason(truncated(state.getTerminated().getReason()));
      state.getTerminated().setMessage(truncated(state.getTerminated().getMessage()));
    }
    return state;
  }

  private static @Nullable String truncated(@Nullable String text) {
    return text == null ? null : TruncatedText.ofBytes(text, MAX_TEXT);
  }
}
