package ai.sympozium.operator.agentrun.status;

import ai.sympozium.contract.PodContract;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names what a pod waits for, from its creation until its agent starts. */
public record StartProgress(Pod pod) {
  /** Condition of the kubelet: volumes are mounted, and the network exists (KEP-3085). */
  private static final String PREPARED = "PodReadyToStartContainers";

  /** Longer than a node needs for a pod without a problem. */
  private static final Duration PREPARATION_TIME = Duration.ofSeconds(10);

  /** Whether a node has been preparing the pod for so long that a warning may explain it. */
  public boolean isPreparationSlow(Instant now) {
    return conditions().isPending()
        && problem().isEmpty()
        && conditions().condition(PREPARED, "True").isEmpty()
        && conditions().containers().allMatch(c -> c.getState() == null || isWaiting(c))
        && conditions()
            .condition("PodScheduled", "True")
            .map(PodCondition::getLastTransitionTime)
            .filter(at -> !now.isBefore(Instant.parse(at).plus(PREPARATION_TIME)))
            .isPresent();
  }

  /**
   * Returns the pod with a warning of its node. The kubelet's condition has no message, so that
   * only an event names a missing Secret or a network that does not answer.
   */
  public Pod withWarning(String reason, String message) {
    PodCondition warning =
        new PodConditionBuilder()
            .withType(PREPARED)
            .withStatus("False")
            .withReason(reason)
            .withMessage(reason + ": " + message)
            .build();
    List<PodCondition> conditions =
        Stream.concat(
                Stream.of(warning),
                pod.getStatus().getConditions().stream().filter(c -> !PREPARED.equals(c.getType())))
            .toList();
    return pod.edit().editStatus().withConditions(conditions).endStatus().build();
  }

  /** Returns why the pod cannot start now. */
  Optional<StartProblem> problem() {
    return waiting()
        .filter(StartProblem::isProblem)
        .findFirst()
        .map(StartProblem::ofWaiting)
        .or(() ->
            conditions().condition("PodScheduled", "False").map(StartProblem::ofUnscheduledPod))
        .or(() ->
            conditions()
                .condition(PREPARED, "False")
                .filter(condition -> condition.getMessage() != null)
                .map(condition -> StartProblem.ofUnpreparedPod(node(), condition)));
  }

  /** Returns why the pod will never start. */
  Optional<StartProblem> cannotStart() {
    return waiting()
        .filter(StartProblem::isProblem)
        .map(StartProblem::ofWaiting)
        .filter(problem -> !problem.retried())
        .findFirst();
  }

  /** Returns a sentence about the missing step; empty after the agent has started. */
  Optional<String> missing() {
    return problem()
        .map(problem -> problem.message() + ".")
        .or(() -> isAgentStarted() ? Optional.empty() : missingBeforeAgent());
  }

  private boolean isAgentStarted() {
    return conditions()
        .containers()
        .filter(container -> container.getName().equals(PodContract.CONTAINER_AGENT))
        .anyMatch(container -> container.getState() != null && !isWaiting(container));
  }

  private Optional<String> missingBeforeAgent() {
    return (conditions().isPending() ? missingOnNode() : Optional.<String>empty())
        .or(() -> waiting().findFirst().map(this::describe));
  }

  private Optional<String> missingOnNode() {
    if (nodeName() == null) {
      return Optional.of("No scheduler has assigned the pod to a node.");
    }
    if (conditions().containers().findAny().isEmpty()) {
      return Optional.of(
          "Node "
              + node()
              + " has not accepted the pod. Check the node: kubectl describe node "
              + node()
              + ".");
    }
    return conditions()
        .condition(PREPARED, "False")
        .map(condition ->
            "Node "
                + node()
                + " has not prepared the network and the volumes of the pod. See: "
                + events()
                + ".");
  }

  private Stream<ContainerStatus> waiting() {
    return conditions().containers().filter(StartProgress::isWaiting);
  }

  private static boolean isWaiting(ContainerStatus container) {
    return container.getState() != null && container.getState().getWaiting() != null;
  }

  private String describe(ContainerStatus container) {
    return PodConditions.subject(container)
        + " was not started. Its image "
        + container.getImage()
        + " may still have been pulled. See: "
        + events()
        + ".";
  }

  private PodConditions conditions() {
    return new PodConditions(pod);
  }

  private @Nullable String nodeName() {
    return pod.getSpec() == null ? null : pod.getSpec().getNodeName();
  }

  private String node() {
    return nodeName() == null ? "of the pod" : nodeName();
  }

  private String events() {
    return "kubectl events --for pod/"
        + conditions().name()
        + " -n "
        + pod.getMetadata().getNamespace();
  }
}
