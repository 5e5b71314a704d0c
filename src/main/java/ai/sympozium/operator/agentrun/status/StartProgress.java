package ai.sympozium.operator.agentrun.status;

import ai.sympozium.contract.PodContract;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Optional;

/** Names what a pod waits for, so that a run that is stopped at its timeout can report it. */
record StartProgress(PodConditions pod) {
  /** Returns a sentence about the missing step; empty after the agent has started. */
  Optional<String> missing() {
    return pod.startProblem()
        .map(problem -> problem.message() + ".")
        .or(() -> isAgentStarted() ? Optional.empty() : missingBeforeAgent());
  }

  private boolean isAgentStarted() {
    return pod.containers()
        .filter(container -> container.getName().equals(PodContract.CONTAINER_AGENT))
        .anyMatch(
            container -> container.getState() != null && container.getState().getWaiting() == null);
  }

  private Optional<String> missingBeforeAgent() {
    return pod.condition("PodScheduled", "False")
        .map(condition -> "The pod could not be scheduled: " + condition.getMessage())
        .or(() -> pod.isPending() ? missingOnNode() : Optional.empty())
        .or(() ->
            pod.containers().filter(StartProgress::isWaiting).findFirst().map(this::describe));
  }

  private Optional<String> missingOnNode() {
    String node = pod.pod().getSpec() == null ? null : pod.pod().getSpec().getNodeName();
    if (node == null) {
      return Optional.of("No scheduler has assigned the pod to a node.");
    }
    if (pod.containers().findAny().isEmpty()) {
      return Optional.of(
          "Node "
              + node
              + " has not accepted the pod. Check the node: kubectl describe node "
              + node
              + ".");
    }
    return pod.condition("PodReadyToStartContainers", "False")
        .map(condition ->
            "Node "
                + node
                + " has not prepared the network and the volumes of the pod. See: "
                + events()
                + ".");
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

  private String events() {
    return "kubectl events --for pod/"
        + pod.name()
        + " -n "
        + pod.pod().getMetadata().getNamespace();
  }
}
