package ai.sympozium.operator.agentrun.status;

import ai.sympozium.contract.PodContract;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the state of a run from the status of its pod. */
record PodConditions(Pod pod) {
  /** The pod's own reasons after its node stopped it. */
  private static final Set<String> DISRUPTION_REASONS =
      Set.of("NodeLost", "NodeShutdown", "Preempting", "Shutdown", "Terminated");

  /** In addition to the grace period, which the time of the deletion includes. */
  private static final Duration DELETION_TIMEOUT = Duration.ofSeconds(30);

  private static final String NODE_SILENT =
      "the node has not confirmed the deletion of the pod, so it may be lost";

  String name() {
    return pod.getMetadata().getName();
  }

  boolean isPending() {
    return "Pending".equals(phase());
  }

  boolean isRunning() {
    return "Running".equals(phase());
  }

  /** Whether every container of the pod has terminated. */
  boolean isTerminated() {
    return "Failed".equals(phase()) || "Succeeded".equals(phase());
  }

  /** Returns the pod's own reason, such as {@code Evicted}. */
  Optional<String> reason() {
    return Optional.ofNullable(pod.getStatus()).map(s -> s.getReason());
  }

  Optional<String> message() {
    return Optional.ofNullable(pod.getStatus()).map(s -> s.getMessage());
  }

  /**
   * Returns how the agent's container terminated. From that moment no permission is needed,
   * whatever the result will be.
   */
  Optional<ContainerStateTerminated> agentTermination() {
    return containers()
        .filter(s -> s.getName().equals(PodContract.CONTAINER_AGENT))
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Returns the memory limit of the agent's container, where the kubelet reports it. */
  Optional<String> agentMemoryLimit() {
    return containers()
        .filter(s -> s.getName().equals(PodContract.CONTAINER_AGENT))
        .map(ContainerStatus::getResources)
        .filter(r -> r != null && r.getLimits() != null && r.getLimits().get("memory") != null)
        .map(r -> r.getLimits().get("memory").toString())
        .findFirst();
  }

  /** Returns when the running container of the agent was started. */
  Optional<Instant> agentStartedAt() {
    return containers()
        .filter(s -> s.getName().equals(PodContract.CONTAINER_AGENT))
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(ContainerState::getRunning)
        .filter(Objects::nonNull)
        .map(ContainerStateRunning::getStartedAt)
        .filter(Objects::nonNull)
        .map(Instant::parse)
        .findFirst();
  }

  /**
   * Returns the agent's termination message: its result, truncated. It counts when the bridge could
   * not report the result.
   */
  Optional<ReportedResult> terminationMessage() {
    return agentTermination().flatMap(t -> ReportedResult.parse(t.getMessage()));
  }

  /** Returns the first container that failed, for pods whose agent never started. */
  Optional<String> failedContainer() {
    return containers()
        .filter(s -> s.getState() != null && s.getState().getTerminated() != null)
        .filter(s -> s.getState().getTerminated().getExitCode() != 0)
        .findFirst()
        .map(s ->
            "container "
                + s.getName()
                + " exited with code "
                + s.getState().getTerminated().getExitCode()
                + " "
                + Objects.requireNonNullElse(s.getState().getTerminated().getMessage(), ""));
  }

  /**
   * Returns why the pod is stopped from outside: a drain or another eviction by the API, a
   * preemption, a taint, the shutdown or the loss of its node.
   *
   * @param now time at which the deletion of the pod can be overdue
   */
  Optional<String> disruption(Instant now) {
    return disruptionTarget()
        .or(() -> reason().filter(DISRUPTION_REASONS::contains).map(r -> describe(r, message())))
        .or(() -> isDeletionOverdue(now) ? Optional.of(NODE_SILENT) : Optional.empty());
  }

  /** Whether the node has not confirmed the deletion of the pod for a long time. */
  boolean isDeletionOverdue(Instant now) {
    String deletion = pod.getMetadata() == null ? null : pod.getMetadata().getDeletionTimestamp();
    return deletion != null && now.isAfter(Instant.parse(deletion).plus(DELETION_TIMEOUT));
  }

  private Optional<String> disruptionTarget() {
    return condition("DisruptionTarget", "True")
        .map(c ->
            describe(
                Objects.requireNonNullElse(c.getReason(), "DisruptionTarget"),
                Optional.ofNullable(c.getMessage()).or(this::message)));
  }

  /** Returns a condition of the pod if it has this status. */
  Optional<PodCondition> condition(String type, String status) {
    return pod.getStatus() == null || pod.getStatus().getConditions() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
            .filter(c -> type.equals(c.getType()) && status.equals(c.getStatus()))
            .findFirst();
  }

  private static String describe(String reason, Optional<String> message) {
    return message.filter(m -> !m.isBlank()).map(m -> reason + ": " + m).orElse(reason);
  }

  /** Names a container for the user. */
  static String subject(ContainerStatus container) {
    String name = container.getName();
    return name.startsWith(PodContract.CONTAINER_SKILL_PREFIX)
        ? "skill \""
            + name.substring(PodContract.CONTAINER_SKILL_PREFIX.length())
            + "\": its container"
        : "container " + name;
  }

  private @Nullable String phase() {
    return pod.getStatus() == null ? null : pod.getStatus().getPhase();
  }

  /** Returns the containers in the order of their start. */
  Stream<ContainerStatus> containers() {
    if (pod.getStatus() == null) {
      return Stream.empty();
    }
    return Stream.of(
            pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream);
  }
}
