package ai.sympozium.operator.agentrun.status;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * No pod of a run has reached the gateway as far as this process knows.
 *
 * @param since time from which on this process knows every request
 * @param url address of the gateway for pods
 */
public record GatewayNotReached(Instant since, String url) {
  /** Longer than a burst of runs delays the first request of a pod. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Returns the message of the condition if the agent has been running for too long. */
  Optional<String> problem(Pod pod, Instant now) {
    return new PodConditions(pod)
        .agentStartedAt()
        .filter(since::isBefore)
        .filter(startedAt -> !now.isBefore(startedAt.plus(TIMEOUT)))
        .map(startedAt ->
            "the agent has been running for "
                + TIMEOUT.toSeconds()
                + " s, and no request of its pod has reached the gateway "
                + url
                + ". Permit DNS and this connection in the NetworkPolicies of namespace "
                + pod.getMetadata().getNamespace());
  }

  /** Records the problem, or its end. Changes nothing in runs that never had it. */
  static RunStatus report(RunStatus status, Optional<String> problem, Instant at) {
    boolean reached = problem.isEmpty();
    if (reached && status.conditions().find(ConditionType.GATEWAY_REACHED.value()).isEmpty()) {
      return status;
    }
    return status.copy(
        status.with(
            ConditionType.GATEWAY_REACHED,
            reached,
            reached ? ConditionReason.GATEWAY_REACHED : ConditionReason.GATEWAY_NOT_REACHED,
            problem.orElse("the pod has reached the gateway"),
            at));
  }
}
