package ai.sympozium.operator.agentrun.cache;

import ai.sympozium.base.BoundedMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers pods that were deleted after a disruption, such as a drain or the loss of their node.
 * The reason is deleted with the pod, often before the run is reconciled. Crash-safe: a run whose
 * pod another process observed fails as PodMissing.
 */
final class DisruptedPods {
  static final int MAX_PODS = 256;

  private final Map<String, Pod> pods = BoundedMap.byInsertion(MAX_PODS);

  /** Remembers the last state of a pod that was deleted, if it was disrupted. */
  void remember(Pod pod) {
    if (isDisrupted(pod)) {
      pods.put(pod.getMetadata().getUid(), terminated(pod));
    }
  }

  /** Returns the last state of a disrupted pod. Its phase is final, as it has no containers. */
  Optional<Pod> find(String uid) {
    return Optional.ofNullable(pods.get(uid));
  }

  private static boolean isDisrupted(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream().anyMatch(DisruptedPods::isDisruption);
  }

  private static boolean isDisruption(PodCondition condition) {
    return "DisruptionTarget".equals(condition.getType()) && "True".equals(condition.getStatus());
  }

  private static Pod terminated(Pod pod) {
    boolean succeeded = "Succeeded".equals(pod.getStatus().getPhase());
    return new PodBuilder(pod)
        .editStatus()
        .withPhase(succeeded ? "Succeeded" : "Failed")
        .endStatus()
        .build();
  }
}
