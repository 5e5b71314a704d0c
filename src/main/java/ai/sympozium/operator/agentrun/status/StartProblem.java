package ai.sympozium.operator.agentrun.status;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The reason why a pod cannot start now.
 *
 * @param conditionReason reason of the condition PodStarted while the run waits
 * @param reason reason that the scheduler or the kubelet states
 * @param message what does not start and why, without a full stop at its end
 * @param retried whether the cluster tries again, so that the problem may pass
 */
record StartProblem(
    ConditionReason conditionReason, String reason, String message, boolean retried) {
  /** Waiting reasons of a container that no retry of the kubelet can start. */
  private static final Set<String> TERMINAL_WAITING_REASONS =
      Set.of(
          "InvalidImageName",
          "ErrImageNeverPull",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  /**
   * Waiting reasons that the kubelet retries. A registry that limits its clients, an image that is
   * still being copied and a pull secret that is created later pass.
   */
  private static final Set<String> TRANSIENT_WAITING_REASONS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed",
          "CrashLoopBackOff");

  StartProblem {
    message = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  /** Whether a waiting container has a problem. Others wait for their turn. */
  static boolean isProblem(ContainerStatus waiting) {
    return TERMINAL_WAITING_REASONS.contains(reason(waiting))
        || TRANSIENT_WAITING_REASONS.contains(reason(waiting));
  }

  static StartProblem ofWaiting(ContainerStatus container) {
    String reason = reason(container);
    return new StartProblem(
        ConditionReason.CONTAINER_WAITING,
        reason,
        String.format(
            Locale.ROOT,
            "%s can't start, image %s: %s: %s",
            PodConditions.subject(container),
            container.getImage(),
            reason,
            Objects.requireNonNullElse(container.getState().getWaiting().getMessage(), "")),
        TRANSIENT_WAITING_REASONS.contains(reason));
  }

  /** The scheduler found no node. It tries again when the cluster changes. */
  static StartProblem ofUnscheduledPod(PodCondition condition) {
    return new StartProblem(
        ConditionReason.POD_UNSCHEDULED,
        Objects.requireNonNullElse(condition.getReason(), "Unschedulable"),
        "The pod could not be scheduled: " + condition.getMessage(),
        true);
  }

  /** The kubelet cannot prepare the sandbox of the pod. It tries again. */
  static StartProblem ofUnpreparedPod(String node, PodCondition condition) {
    return new StartProblem(
        ConditionReason.POD_NOT_PREPARED,
        Objects.requireNonNullElse(condition.getReason(), "NotReady"),
        "Node "
            + node
            + " has not prepared the volumes and the network of the pod: "
            + condition.getMessage(),
        true);
  }

  /** Returns the message of the condition while the run waits. */
  String describe() {
    return retried ? message + ". It is tried again until the run's timeout" : message;
  }

  private static String reason(ContainerStatus waiting) {
    return Objects.requireNonNullElse(waiting.getState().getWaiting().getReason(), "");
  }
}
